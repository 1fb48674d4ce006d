import type { ClaimedExecution, Outcome } from '@datagenflow/contracts';
import type { ExecutionRun } from '../execution/execution-run.js';
import { watchModels } from '../calls/watch-models.js';
import type { RunEnvironment } from '../execution/run-environment.js';
import { runExecution } from '../execution/run-execution.js';
import { childBranch } from '../execution/run-tree.js';
import { unusableModelEnd, type EarlyEnd } from './early-end.js';
import { claimedCalls } from './claimed-calls.js';
import { jobMemos } from './job-memos.js';
import type { RunningJob } from './running-job.js';
import { Suspended } from './suspended.js';
import { crashedOutcome, isConvicted, lastStepOf, runsAlone } from './suspicion.js';
import { watchStore } from './watch-store.js';

/** What surrounds a claimed execution. */
export interface ClaimedRun extends Omit<RunningJob, 'signals'> {
  signal: AbortSignal;
  /** Stops the job with that reason. */
  stop: (reason: unknown) => void;
  /** Starts nothing new. */
  end: (early: EarlyEnd) => void;
  /** Told when the last step has ended, before that is stored: another may take its place. */
  ran: (outcome: Outcome) => void;
}

/**
 * Runs a claimed execution, unless it has killed too many runners, stores how it ended and says so.
 * @throws Suspended when it met a model that can’t be used; when cancelled or unable to store
 */
export async function runClaimed(claimed: ClaimedExecution, around: ClaimedRun): Promise<Outcome> {
  const { job, context, progress } = around;
  const outcome = isConvicted(claimed.kills)
    ? crashedOutcome(claimed)
    : await runToOutcome(claimed, around);
  around.ran(outcome);
  const isStored = await context.writer.write({ kind: 'outcome', outcome });
  progress.touch();
  if (isStored) {
    const place = { job_id: job.id, execution_id: claimed.id };
    context.options.emit({ type: 'execution:finished', ...place, status: outcome.status });
  }
  return outcome;
}

async function runToOutcome(claimed: ClaimedExecution, around: ClaimedRun): Promise<Outcome> {
  const { job, open, signal } = around;
  const abort = new AbortController();
  const cancel = (): void => abort.abort(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const start = {
    jobId: job.id,
    pipelineId: job.pipeline_id,
    traceId: `${job.id}-${claimed.id}`,
    randomRoot: `${job.random_seed}/${claimed.seed_index}/${claimed.repetition}`,
    branch: claimed.branch,
    metadata: claimed.metadata,
    written: claimed.written,
    startStep: claimed.start_step,
    attempts: claimed.attempts,
  };
  try {
    const run = await runExecution(open, start, environmentOf(claimed, around, abort));
    if (abort.signal.reason instanceof Suspended) throw abort.signal.reason;
    return outcomeOf(claimed, run);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function environmentOf(
  claimed: ClaimedExecution,
  { job, context, progress, budget, stop, end }: ClaimedRun,
  abort: AbortController,
): RunEnvironment {
  const { options, writer } = context;
  const stored = watchStore(stop);
  return {
    models: watchModels(options.modelsOf?.(job) ?? options.models, (error) => {
      end(unusableModelEnd(error));
      abort.abort(new Suspended(error.message));
    }),
    lane: `${job.id}`,
    clock: options.clock,
    signal: abort.signal,
    calls: claimedCalls(claimed, {
      reuse: async (key) =>
        job.options.reuse === true ? stored(options.store.reuseCall(job.id, key)) : undefined,
      save: async (call) => {
        await stored(writer.write({ kind: 'call', job_id: job.id, stored: call }));
        budget.addCall(call);
      },
      reject: (key, reason) => {
        writer.write({ kind: 'call_rejected', job_id: job.id, key, reason }).catch(stop);
      },
    }),
    memos: jobMemos(job, context, stored),
    constraints: budget.constraints,
    model: job.options.model,
    onStep: (step, trace) => {
      progress.started(step);
      if (!runsAlone(claimed.kills)) return undefined;
      return stored(writer.write(lastStepOf(claimed, step, trace)));
    },
    scrub: options.scrub,
    observer: options.observer,
  };
}

function outcomeOf(claimed: ClaimedExecution, run: ExecutionRun): Outcome {
  const base = {
    execution_id: claimed.id,
    job_id: claimed.job_id,
    trace: run.trace,
    usage: run.usage,
    cost: run.cost,
    saved_cost: run.savedCost,
  };
  const { end } = run;
  switch (end.status) {
    case 'generated':
      return { ...base, status: 'generated', fields: run.written, models: run.models };
    case 'filtered':
    case 'failed':
      return { ...base, status: end.status, reason: end.reason, step_id: end.step.id };
    case 'fanned_out':
      return {
        ...base,
        status: 'fanned_out',
        next_step: end.nextStep,
        branches: end.branches.map((delta, i) => ({
          branch: childBranch(claimed.branch, i),
          delta,
        })),
      };
  }
}
