import { DataGenFlowError } from '@datagenflow/contracts';

const CODE = 'runner_unavailable';

/** @param reason reads after “The job runner”: “is starting” */
export function runnerUnavailable(reason: string): DataGenFlowError {
  return new DataGenFlowError(CODE, `The job runner ${reason}. Try again in a moment.`, {
    status: 503,
    detail: { reason },
  });
}

/** Whether it, or the problem made of it, says that the runner could not be asked. */
export function isRunnerUnavailable(thrown: unknown): boolean {
  return thrown instanceof Object && 'code' in thrown && thrown.code === CODE;
}
