import type { RecordPlace } from '@datagenflow/contracts';
import { jobWideSteps } from '../compile/job-wide-steps.js';
import { DEFAULT_CONCURRENCY, dispatchExecutions } from './dispatch-executions.js';
import type { EarlyEnd } from './early-end.js';
import { finishJob, type RunningJob } from './finish-job.js';
import { RecordGoal } from './record-goal.js';

const EXECUTIONS_PER_RECORD = 10;

const NO_SEEDS: EarlyEnd = { kind: 'failed', error: 'No seed may be repeated' };

/**
 * Runs a job until it has exactly `target` records: the first in (repetition, seed, branch) order
 * that pass all steps, whatever the concurrency. Seeds take turns; what is left over is filtered.
 * When job-wide steps drop some, more are made. Answers with what ended it early, if something did.
 */
export async function reachTarget(
  running: RunningJob,
  target: number,
): Promise<EarlyEnd | undefined> {
  const { job, open, context } = running;
  const { store } = context.options;
  const steps = jobWideSteps(open.compiled).map(({ id }) => id);
  await store.repeatSeeds(job.id, 0);
  for (let wanted = target; ;) {
    const gathered = await gather(running, wanted, steps);
    if ('early' in gathered) return gathered.early;
    const early = await finishJob(running, gathered.upTo);
    if (early !== undefined) return early;
    const { generated = 0 } = await store.countExecutions(job.id, gathered.upTo);
    if (generated >= target) {
      await store.dropSurplus(job.id, gathered.upTo);
      return undefined;
    }
    wanted += target - generated;
    await store.updateJob(job.id, { phase: 'executing' });
  }
}

/** Runs executions until so many have given a record and all before the last of these have ended. */
async function gather(
  running: RunningJob,
  wanted: number,
  steps: readonly string[],
): Promise<{ upTo: RecordPlace } | { early: EarlyEnd }> {
  const { job, context } = running;
  const { store } = context.options;
  const { concurrency = DEFAULT_CONCURRENCY, target_records: target = wanted } = job.options;
  const most = job.options.max_executions ?? EXECUTIONS_PER_RECORD * target;
  for (;;) {
    const upTo = await store.findPlace(job.id, wanted, steps);
    if (upTo !== undefined && (await store.countOpen(job.id, upTo)) === 0) return { upTo };
    const { current_seed: ended } = await store.getJob(job.id);
    const missing = wanted - (await store.countRecords(job.id, steps));
    const goal = new RecordGoal({ missing, executions: most - ended, upTo });
    const early = await dispatchExecutions(running, goal);
    if (early?.kind === 'enough' || (early === undefined && upTo !== undefined)) continue;
    if (early !== undefined) return { early };
    const atLeast = Math.min(2 * concurrency, Math.max(most - ended, 1));
    if ((await store.repeatSeeds(job.id, atLeast)) === 0) return { early: NO_SEEDS };
  }
}
