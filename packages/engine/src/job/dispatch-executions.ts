import type { ClaimedExecution, StoredJob } from '@datagenflow/contracts';
import type { OpenPipeline } from '../execution/open-pipeline.js';
import { findExceeded, spentBy, type Exceeded } from './budget.js';
import type { ProgressReporter } from './progress-reporter.js';
import type { RunnerContext } from './run-job.js';
import { runClaimed } from './run-claimed.js';

const DEFAULT_CONCURRENCY = 32;
const MAX_CLAIM = 256;

/**
 * Runs pending executions until none is left, as many at once as the job and the runner allow.
 * Answers with the limit that stopped it, if one did; what was in flight then has ended and is
 * stored. When aborted, what was claimed is given back.
 */
export async function dispatchExecutions(
  job: StoredJob,
  open: OpenPipeline,
  context: RunnerContext,
  progress: ProgressReporter,
  signal: AbortSignal,
): Promise<Exceeded | undefined> {
  const { store, owner, clock } = context.options;
  const concurrency = job.options.concurrency ?? DEFAULT_CONCURRENCY;
  const constraints = { ...job.definition.constraints, ...job.options.constraints };
  const inFlight = new Map<number, Promise<void>>();
  const spent = spentBy(job);
  const startedAt = clock.now() - spent.runningTime * 1000;
  let ended = job.current_seed;
  let claimed: ClaimedExecution[] = [];
  let failure: { error: unknown } | undefined;

  const launch = async (execution: ClaimedExecution): Promise<void> => {
    const release = await context.slots.acquire(job.id, signal);
    const done = runClaimed(execution, { job, open, context, progress, signal, spent })
      .catch((error: unknown) => {
        if (!signal.aborted) failure = { error };
      })
      .finally(() => {
        ended += 1;
        inFlight.delete(execution.id);
        release();
      });
    inFlight.set(execution.id, done);
  };

  try {
    while (!signal.aborted && failure === undefined) {
      if (inFlight.size >= concurrency) {
        await Promise.race(inFlight.values());
        continue;
      }
      spent.runningTime = (clock.now() - startedAt) / 1000;
      const exceeded = findExceeded(constraints, spent, ended, inFlight.size);
      if (exceeded !== undefined) {
        if (inFlight.size === 0) return exceeded;
        await Promise.race(inFlight.values());
        continue;
      }
      if (claimed.length === 0) {
        claimed = await store.claimExecutions(job.id, owner, Math.min(2 * concurrency, MAX_CLAIM));
      }
      const next = claimed.shift();
      if (next !== undefined) await launch(next);
      else if (inFlight.size === 0) return undefined;
      else await Promise.race(inFlight.values());
    }
    if (failure !== undefined) throw failure.error;
    return undefined;
  } finally {
    const unfinished = [...claimed.map(({ id }) => id), ...inFlight.keys()];
    await Promise.all(inFlight.values());
    await context.writer.drain();
    await store.releaseExecutions(owner, unfinished);
  }
}
