import type { RecordPlace } from '@datagenflow/contracts';
import { jobWideSteps } from '../compile/job-wide-steps.js';
import { addWarnings } from './add-warnings.js';
import { dispatchExecutions } from './dispatch-executions.js';
import { DEFAULT_CONCURRENCY } from './dispatch.js';
import type { EarlyEnd } from './early-end.js';
import { finishJob } from './finish-job.js';
import { RecordGoal } from './record-goal.js';
import type { RunningJob } from './running-job.js';

const EXECUTIONS_PER_RECORD = 10;

const NO_SEEDS: EarlyEnd = { kind: 'failed', error: 'No seed may be repeated' };

/**
 * Runs a job until it has exactly `target` records: the first in (repetition, seed, branch) order
 * that pass all steps, whatever the concurrency. Seeds take turns; what is left over is filtered.
 * What someone reviewed meanwhile stays, with a warning. When job-wide steps drop some, more are
 * made. Answers with what ended it early, if something did.
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
      const { stop, pause } = running.signals;
      const told = AbortSignal.any([stop, pause]);
      const { reviewed } = await store.dropSurplus(job.id, gathered.upTo, told);
      if (reviewed > 0) await addWarnings(store, job.id, [tooMany(reviewed, target)]);
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

function tooMany(reviewed: number, target: number): string {
  const what = reviewed === 1 ? '1 record' : `${reviewed} records`;
  const was = reviewed === 1 ? 'was' : 'were';
  return (
    `${what} beyond the ${target} wanted ${was} edited, decided or deleted before the job ended: ` +
    'left as they are'
  );
}
