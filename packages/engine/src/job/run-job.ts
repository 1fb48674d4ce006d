import {
  DataGenFlowError,
  ValidationError,
  type Problem,
  type StoredJob,
} from '@datagenflow/contracts';
import { compilePipeline } from '../compile/compile-pipeline.js';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { OpenPipeline } from '../execution/open-pipeline.js';
import type { BatchWriter } from './batch-writer.js';
import type { Exceeded } from './budget.js';
import { dispatchExecutions } from './dispatch-executions.js';
import type { FairSlots } from './fair-slots.js';
import { importSeeds } from './import-seeds.js';
import { jobOf } from './job-of.js';
import { isEnded } from './job-status.js';
import { ProgressReporter } from './progress-reporter.js';
import type { RunnerOptions } from './runner-options.js';

/** What all jobs of a runner share. */
export interface RunnerContext {
  options: RunnerOptions;
  writer: BatchWriter;
  slots: FairSlots;
}

/**
 * Runs a job from where it stands to its end, unless it has ended. Aborting `signal` leaves it as it
 * is, with everything that ended stored and everything else pending.
 * @throws when not even its failure can be stored
 */
export async function runJob(
  id: number,
  context: RunnerContext,
  signal: AbortSignal,
): Promise<void> {
  const { store, emit } = context.options;
  const job = await begin(id, context.options);
  if (job === undefined) return;
  const progress = new ProgressReporter(id, context.options);
  try {
    await execute(job, context, progress, signal);
  } catch (error) {
    const patch = { phase: null, error: messageOf(error) };
    if (!signal.aborted) await store.moveJob(id, ['running'], 'failed', patch);
  } finally {
    await progress.flush();
  }
  const ended = await store.getJob(id);
  if (!signal.aborted && isEnded(ended.status)) emit({ type: 'job:finished', job: jobOf(ended) });
}

async function begin(id: number, { store, emit }: RunnerOptions): Promise<StoredJob | undefined> {
  await store.moveJob(id, ['pending'], 'running');
  const job = await store.getJob(id);
  if (job.status !== 'running') return undefined;
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
  const catalog = registry.snapshot();
  const { problems, pipeline } = await compilePipeline(job.definition, { catalog, schemas });
  if (pipeline === undefined) throw compileFailure(problems);
  if (!job.seeds_imported) {
    await store.updateJob(job.id, { phase: 'importing' });
    await importSeeds(job, pipeline, context.options, signal);
    await store.updateJob(job.id, { seeds_imported: true });
  }
  await store.updateJob(job.id, { phase: 'executing' });
  const exceeded = await runAll(job, pipeline, context, progress, signal);
  await conclude(job, exceeded, context.options);
}

/** Runs every execution. Blocks that can’t be closed leave a warning: the results are there. */
async function runAll(
  job: StoredJob,
  pipeline: CompiledPipeline,
  context: RunnerContext,
  progress: ProgressReporter,
  signal: AbortSignal,
): Promise<Exceeded | undefined> {
  const { store, clock } = context.options;
  const open = new OpenPipeline(pipeline, clock);
  try {
    return await dispatchExecutions(job, open, context, progress, signal);
  } finally {
    await open[Symbol.asyncDispose]().catch(async (error: unknown) => {
      const warning = `A block could not be disposed of: ${messageOf(error)}`;
      await store.updateJob(job.id, { warnings: [...job.warnings, warning] });
    });
  }
}

async function conclude(
  { id }: StoredJob,
  exceeded: Exceeded | undefined,
  { store }: RunnerOptions,
): Promise<void> {
  if (exceeded !== undefined) {
    const error = `Constraint exceeded: ${exceeded.constraint}`;
    await store.moveJob(id, ['running'], 'stopped', { phase: null, error });
    return;
  }
  const counts = await store.countExecutions(id);
  const failed = counts.failed ?? 0;
  const ended = failed + (counts.generated ?? 0) + (counts.filtered ?? 0);
  if (failed < ended || ended === 0) {
    await store.moveJob(id, ['running'], 'completed', { phase: null });
    return;
  }
  const [reason] = await store.failureReasons(id, 1);
  const most = reason === undefined ? '' : `, ${reason.count} of ${ended} with: ${reason.message}`;
  const error = `Every execution failed${most}`;
  await store.moveJob(id, ['running'], 'failed', { phase: null, error });
}

function compileFailure(problems: readonly Problem[]): ValidationError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ step, message, hint }) =>
    [step === null ? message : `Step ${step}: ${message}`, hint].filter(Boolean).join('. '),
  );
  return new ValidationError(lines.join('\n'), { code: 'pipeline_invalid', detail: { problems } });
}

function messageOf(error: unknown): string {
  if (error instanceof DataGenFlowError) return error.message;
  return error instanceof Error ? `Unexpected error: ${error.message}` : String(error);
}
