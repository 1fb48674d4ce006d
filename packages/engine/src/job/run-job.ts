import {
  ValidationError,
  type Problem,
  type StoredJob,
  DataGenFlowError,
} from '@datagenflow/contracts';
import { compilePipeline } from '../compile/compile-pipeline.js';
import { OpenPipeline } from '../execution/open-pipeline.js';
import { dispatchExecutions } from './dispatch-executions.js';
import type { BatchWriter } from './batch-writer.js';
import type { FairSlots } from './fair-slots.js';
import { importSeeds } from './import-seeds.js';
import { ProgressReporter } from './progress-reporter.js';
import type { RunnerOptions } from './runner-options.js';

/** What all jobs of a runner share. */
export interface RunnerContext {
  options: RunnerOptions;
  writer: BatchWriter;
  slots: FairSlots;
}

/**
 * Runs a job from where it stands to its end. Aborting `signal` leaves it as it is, with everything
 * that ended stored and everything else pending.
 */
export async function runJob(
  id: number,
  context: RunnerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, emit } = context.options;
  const job = await begin(id, context);
  const progress = new ProgressReporter(id, context.options);
  try {
    await execute(job, context, progress, signal);
  } catch (error) {
    if (signal.aborted) return;
    await store.moveJob(id, ['running'], 'failed', { phase: null, error: messageOf(error) });
  } finally {
    await context.writer.drain();
    await progress.flush();
    if (!signal.aborted) emit({ type: 'job:finished', job: await store.getJob(id) });
  }
}

async function begin(id: number, { options }: RunnerContext): Promise<StoredJob> {
  const { store, emit } = options;
  await store.moveJob(id, ['pending'], 'running');
  const job = await store.getJob(id);
  emit({ type: 'job:started', job_id: id, pipeline_id: job.pipeline_id });
  return job;
}

async function execute(
  job: StoredJob,
  context: RunnerContext,
  progress: ProgressReporter,
  signal: AbortSignal,
): Promise<void> {
  const { store, registry, schemas } = context.options;
  const { problems, pipeline } = await compilePipeline(job.definition, {
    catalog: registry.snapshot(),
    schemas,
  });
  if (pipeline === undefined) throw compileFailure(problems);
  if (!job.seeds_imported) {
    await store.updateJob(job.id, { phase: 'importing' });
    await importSeeds(job, pipeline, context.options, signal);
    await store.updateJob(job.id, { seeds_imported: true });
  }
  await store.updateJob(job.id, { phase: 'executing' });
  await using open = new OpenPipeline(pipeline);
  const exceeded = await dispatchExecutions(job, open, context, progress, signal);
  signal.throwIfAborted();
  await context.writer.drain();
  if (exceeded === undefined) await conclude(job, context);
  else {
    await store.moveJob(job.id, ['running'], 'stopped', {
      phase: null,
      error: `Constraint exceeded: ${exceeded.constraint}`,
    });
  }
}

async function conclude(job: StoredJob, { options: { store } }: RunnerContext): Promise<void> {
  const counts = await store.countExecutions(job.id);
  const failed = counts.failed ?? 0;
  const ended = failed + (counts.generated ?? 0) + (counts.filtered ?? 0);
  if (failed < ended || ended === 0) {
    await store.moveJob(job.id, ['running'], 'completed', { phase: null });
    return;
  }
  const [reason] = await store.failureReasons(job.id, 1);
  const error =
    reason === undefined
      ? 'Every execution failed'
      : `Every execution failed, ${reason.count} of ${ended} with: ${reason.message}`;
  await store.moveJob(job.id, ['running'], 'failed', { phase: null, error });
}

function compileFailure(problems: readonly Problem[]): ValidationError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const text = errors.map(({ step, message }) => (step === null ? message : `Step ${step}: ${message}`));
  return new ValidationError(text.join('\n'), { code: 'pipeline_invalid', detail: { problems } });
}

function messageOf(error: unknown): string {
  if (error instanceof DataGenFlowError) return error.message;
  return error instanceof Error ? `Unexpected error: ${error.message}` : String(error);
}
