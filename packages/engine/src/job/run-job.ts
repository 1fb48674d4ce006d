import { DataGenFlowError, isEnded, type JobStore, type StoredJob } from '@datagenflow/contracts';
import { compilePipeline } from '../compile/compile-pipeline.js';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { pipelineInvalid } from '../compile/pipeline-invalid.js';
import { OpenPipeline } from '../execution/open-pipeline.js';
import { addWarnings } from './add-warnings.js';
import { Budget } from './budget.js';
import { dispatchExecutions } from './dispatch-executions.js';
import type { EarlyEnd } from './early-end.js';
import { finishJob } from './finish-job.js';
import { isUnavailable } from './hold-until-stored.js';
import { importSeeds } from './import-seeds.js';
import { jobOf } from './job-of.js';
import { ProgressReporter } from './progress-reporter.js';
import { reachTarget } from './reach-target.js';
import type { RunnerOptions } from './runner-options.js';
import type { RunnerContext, RunningJob, RunSignals } from './running-job.js';

/**
 * Runs a job from where it stands to its end, unless it has ended or is paused; through pauses that
 * end by themselves. A signal to stop or to pause leaves it as it is, with everything that ended
 * stored and everything else pending.
 * @throws when not even its failure can be stored
 */
export async function runJob(
  id: number,
  context: RunnerContext,
  signals: RunSignals,
): Promise<void> {
  const { store, emit } = context.options;
  for (let goesOn = true; goesOn;) {
    const job = await begin(id, context.options);
    if (job === undefined || isTold(signals)) return;
    const early = await runToEnd(job, context, signals);
    if (signals.stop.aborted) return;
    const told = AbortSignal.any([signals.stop, signals.pause, signals.wake]);
    const ended = await store.getJob(id);
    if (isEnded(ended.status)) emit({ type: 'job:finished', job: jobOf(ended) });
    const isAsleep = early?.kind === 'paused' && ended.status === 'paused';
    goesOn = isAsleep && (await sleepOver(early, id, context.options, told));
  }
}

/** Waits as long as a pause lasts; says whether the job goes on then by itself. */
async function sleepOver(
  { retryAfterMs }: EarlyEnd & { kind: 'paused' },
  id: number,
  { clock, store }: RunnerOptions,
  told: AbortSignal,
): Promise<boolean> {
  if (retryAfterMs === undefined) return false;
  await clock.sleep(retryAfterMs, told).catch(() => undefined);
  return !told.aborted && (await wakeUp(await store.getJob(id), store));
}

/** Lets a job go on that paused until something passes; says whether it does. */
export async function wakeUp(
  { id, pause_reason: reason }: StoredJob,
  store: RunnerOptions['store'],
): Promise<boolean> {
  if (reason !== 'provider_down' && reason !== 'disk_full') return false;
  return store.moveJob(id, ['paused'], 'running', { pause_reason: null, error: '' });
}

/**
 * Runs it until nothing is left to do, or something ends that early. When the database was not there
 * for what was read, it begins anew from where it stands.
 */
async function runToEnd(
  job: StoredJob,
  context: RunnerContext,
  signals: RunSignals,
): Promise<EarlyEnd | undefined> {
  const { store } = context.options;
  const progress = new ProgressReporter(job.id, context.options);
  progress.touch();
  try {
    return await execute(job, context, progress, signals);
  } catch (error) {
    if (isTold(signals)) return undefined;
    if (!isUnavailable(error)) {
      const patch = { phase: null, error: messageOf(error, context.options) };
      await store.moveJob(job.id, ['running'], 'failed', patch);
      return undefined;
    }
  } finally {
    await progress.flush();
  }
  return runToEnd(await store.getJob(job.id), context, signals);
}

async function begin(id: number, { store, emit }: RunnerOptions): Promise<StoredJob | undefined> {
  const job = await store.beginJob(id);
  if (job.status !== 'running') return undefined;
  emit({ type: 'job:started', job_id: id, pipeline_id: job.pipeline_id });
  return job;
}

async function execute(
  job: StoredJob,
  context: RunnerContext,
  progress: ProgressReporter,
  signals: RunSignals,
): Promise<EarlyEnd | undefined> {
  const { store, registry, schemas } = context.options;
  const budget = new Budget(job, context.options.clock);
  const catalog = registry.snapshot();
  const { problems, pipeline } = await compilePipeline(job.definition, { catalog, schemas });
  if (pipeline === undefined) throw pipelineInvalid(problems);
  await keepHashes(job, pipeline, store);
  if (!job.seeds_imported) {
    if (job.phase !== 'importing') await store.updateJob(job.id, { phase: 'importing' });
    const either = AbortSignal.any([signals.stop, signals.pause]);
    await importSeeds(job, pipeline, context.options, either);
  }
  const told = context.options.seedsStored?.(job);
  try {
    if (isTold(signals)) return { kind: 'left' };
    if (job.seeds_imported && job.phase !== 'executing') {
      await store.updateJob(job.id, { phase: 'executing' });
    }
    context.options.observer?.jobStarted(await store.getJob(job.id));
    const early = await runAll(pipeline, { job, context, progress, budget, signals });
    await conclude(job, early, context.options);
    return early;
  } finally {
    await told;
  }
}

/** Blocks may have changed since the job was made, or ran last: what it runs now counts. */
async function keepHashes(
  { id, block_hashes: recorded }: StoredJob,
  { steps }: CompiledPipeline,
  store: JobStore,
): Promise<void> {
  const block_hashes = Object.fromEntries(steps.map(({ type, block }) => [type, block.codeHash]));
  const isRecorded = Object.entries(block_hashes).every(([type, hash]) => recorded[type] === hash);
  if (!isRecorded) await store.updateJob(id, { block_hashes });
}

/** Runs every execution and what follows them. Blocks that can’t be closed leave a warning: the results are there. */
async function runAll(
  pipeline: CompiledPipeline,
  parts: Omit<RunningJob, 'open'>,
): Promise<EarlyEnd | undefined> {
  const { job, context } = parts;
  const { store, clock } = context.options;
  const open = new OpenPipeline(pipeline, clock);
  try {
    const running = { ...parts, open };
    const { target_records: target } = job.options;
    if (target !== undefined) return await reachTarget(running, target);
    const early = await dispatchExecutions(running);
    return early ?? (await finishJob(running));
  } finally {
    await open[Symbol.asyncDispose]().catch(async (error: unknown) => {
      const warning = `A block could not be disposed of: ${messageOf(error, context.options)}`;
      await addWarnings(store, job.id, [warning]);
    });
  }
}

async function conclude(
  { id }: StoredJob,
  early: EarlyEnd | undefined,
  { store }: RunnerOptions,
): Promise<void> {
  if (early?.kind === 'left' || early?.kind === 'paused') return;
  if (early !== undefined && early.kind !== 'enough') {
    await store.moveJob(id, ['running'], early.kind, { phase: null, error: early.error });
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

function isTold({ stop, pause }: RunSignals): boolean {
  return stop.aborted || pause.aborted;
}

function messageOf(error: unknown, { scrub = (text) => text }: RunnerOptions): string {
  if (error instanceof DataGenFlowError) return scrub(error.message);
  return scrub(error instanceof Error ? `Unexpected error: ${error.message}` : String(error));
}
