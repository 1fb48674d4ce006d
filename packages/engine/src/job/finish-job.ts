import type { RecordPlace } from '@datagenflow/contracts';
import { jobWideSteps } from '../compile/job-wide-steps.js';
import type { EarlyEnd } from './early-end.js';
import { finishStep } from './finish-step.js';
import type { RunningJob } from './running-job.js';

/**
 * Runs the job-wide steps of a job, one after the other, over its records up to a place. Doing it
 * again changes nothing of what is done. Answers with what ended it early, if something did.
 * @throws the reason of a signal to stop, or what kept something from being stored
 */
export async function finishJob(
  running: RunningJob,
  upTo?: RecordPlace,
): Promise<EarlyEnd | undefined> {
  const steps = jobWideSteps(running.open.compiled);
  if (steps.length === 0) return undefined;
  await running.context.options.store.updateJob(running.job.id, { phase: 'finishing' });
  for (const [i, step] of steps.entries()) {
    const range = { steps: steps.slice(i).map(({ id }) => id), ...(upTo && { upTo }) };
    const early = await finishStep(step, running, range);
    if (early !== undefined) return early;
  }
  return undefined;
}
