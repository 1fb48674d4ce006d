import { Dispatch } from './dispatch.js';
import type { EarlyEnd } from './early-end.js';
import type { RecordGoal } from './record-goal.js';
import type { RunningJob } from './running-job.js';

/**
 * Runs pending executions until none is left, as many at once as the job and the runner allow.
 * Answers with what ended it early, if something did: a pause, a limit, a failure that is to be the
 * last. What was in flight then has ended and is stored. A pause that is taken back before that is
 * none.
 * @param goal for a job that wants a number of records: seeds take turns until it has them
 * @throws the signal’s reason, or what kept something from being stored. What was in flight was
 * aborted then, and all that has not ended is pending again.
 */
export async function dispatchExecutions(
  running: RunningJob,
  goal?: RecordGoal,
): Promise<EarlyEnd | undefined> {
  const dispatch = new Dispatch(running, goal);
  const { signals } = running;
  const { stop } = signals;
  const cancel = (): void => dispatch.stop(stop.reason);
  stop.addEventListener('abort', cancel, { once: true });
  if (stop.aborted) cancel();
  const detach = signals.attach(dispatch);
  try {
    return await dispatch.run();
  } finally {
    detach();
    stop.removeEventListener('abort', cancel);
    await dispatch.settle();
  }
}
