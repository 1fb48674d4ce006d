import { addUsage, type ClaimedExecution, type Outcome, type StoredJob } from '@datagenflow/contracts';
import type { OpenPipeline } from '../execution/open-pipeline.js';
import { runExecution, type ExecutionRun } from '../execution/run-execution.js';
import { childBranch } from '../execution/run-tree.js';
import type { Spent } from './budget.js';
import { claimedCalls } from './claimed-calls.js';
import type { ProgressReporter } from './progress-reporter.js';
import type { RunnerContext } from './run-job.js';

/** What surrounds the executions of one job. */
export interface JobContext {
  job: StoredJob;
  open: OpenPipeline;
  context: RunnerContext;
  progress: ProgressReporter;
  signal: AbortSignal;
  /** Grows with every call bought. */
  spent: Spent;
}

/** Runs a claimed execution and stores how it ended. Throws only when cancelled or unable to store. */
export async function runClaimed(claimed: ClaimedExecution, around: JobContext): Promise<void> {
  const { job, open, context, progress, signal, spent } = around;
  const { options, writer } = context;
  const run = await runExecution(
    open,
    {
      jobId: job.id,
      pipelineId: job.pipeline_id,
      traceId: `${job.id}-${claimed.id}`,
      randomRoot: `${job.random_seed}/${claimed.seed_index}/${claimed.repetition}`,
      branch: claimed.branch,
      metadata: claimed.metadata,
      written: claimed.written,
      startStep: claimed.start_step,
      attempts: claimed.attempts,
    },
    {
      models: options.models,
      clock: options.clock,
      signal,
      calls: claimedCalls(claimed, writer, ({ answer }) => {
        spent.usage = addUsage(spent.usage, answer.usage);
        spent.cost = spent.cost === null || answer.cost === null ? null : spent.cost + answer.cost;
      }),
      memos: {
        read: (key) => options.store.readMemo(job.id, key),
        write: async (key, value) => {
          await writer.write({ kind: 'memo', job_id: job.id, key, value });
        },
      },
      constraints: { ...job.definition.constraints, ...job.options.constraints },
      model: job.options.model,
      onStep: (step) => progress.started(step),
    },
  );
  const isStored = await writer.write({ kind: 'outcome', outcome: outcomeOf(claimed, run) });
  progress.touch();
  if (!isStored) return;
  options.emit({
    type: 'execution:finished',
    job_id: job.id,
    execution_id: claimed.id,
    status: run.end.status,
  });
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
        branches: end.branches.map((delta, i) => ({ branch: childBranch(claimed.branch, i), delta })),
      };
  }
}
