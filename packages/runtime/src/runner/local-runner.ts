import type {
  BlockDescription,
  DependencyStatus,
  FailedFilter,
  InstalledDependencies,
  Job,
  JsonObject,
  Preview,
  ResumeOptions,
} from '@datagenflow/contracts';
import type { JobRunner } from '@datagenflow/engine';
import type { UserBlocks } from '../extensions/user-blocks.js';
import { executePipeline, type Executed, type PipelineRun } from '../pipelines/execute-pipeline.js';
import { previewPipeline, type PreviewRun } from '../pipelines/preview-pipeline.js';
import type { ExecutionParts } from '../pipelines/run-directly.js';
import type { RecordsUpkeep } from '../records/records-upkeep.js';
import { checkResume, type ResumeParts } from '../jobs/check-resume.js';
import type { DiskSpace } from '../storage/disk-space.js';
import type { CallCounter } from './call-counter.js';
import type { StorageUpkeep } from '../storage/storage-upkeep.js';
import { runnerUnavailable } from './runner-unavailable.js';
import type { Drained, Runner } from './runner.js';

/** What runs in this process, introduced to each other. */
export interface LocalRunnerParts extends ExecutionParts, ResumeParts {
  jobs: JobRunner;
  /** Watches the models. */
  calls: CallCounter;
  upkeep: RecordsUpkeep;
  storageUpkeep: StorageUpkeep;
  disk: DiskSpace;
  blocks: UserBlocks;
  /** Lets requests to all models through again. */
  resetModels(): Promise<void>;
  /** Closed last. */
  held: AsyncDisposable;
}

/** Runs jobs and blocks in this process; user blocks in the block hosts of this process. */
export class LocalRunner implements Runner {
  readonly #parts: LocalRunnerParts;
  readonly #direct = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #isStopping = false;

  constructor(parts: LocalRunnerParts) {
    this.#parts = parts;
  }

  start(): Promise<void> {
    this.#parts.upkeep.start();
    this.#parts.storageUpkeep.start();
    return this.#parts.jobs.start();
  }

  run(jobId: number): void {
    this.#parts.jobs.run(jobId);
  }

  finished(jobId: number): Promise<Job> {
    return this.#parts.jobs.finished(jobId);
  }

  cancel(jobId: number): Promise<Job> {
    return this.#parts.jobs.cancel(jobId);
  }

  pause(jobId: number): Promise<Job> {
    return this.#parts.jobs.pause(jobId);
  }

  async resume(jobId: number, options: ResumeOptions = {}): Promise<Job> {
    await this.#parts.disk.check();
    await checkResume(this.#parts, jobId, options);
    await this.#parts.resetModels();
    return this.#parts.jobs.resume(jobId, options);
  }

  async retryFailed(jobId: number, filter: FailedFilter = {}): Promise<Job> {
    await this.#parts.disk.check();
    return this.#parts.jobs.retryFailed(jobId, filter);
  }

  executePipeline(run: PipelineRun, signal: AbortSignal): Promise<Executed> {
    return this.#runDirectly((either) => executePipeline(this.#parts, run, either), signal);
  }

  preview(run: PreviewRun, signal: AbortSignal): Promise<Preview> {
    return this.#runDirectly((either) => previewPipeline(this.#parts, run, either), signal);
  }

  refillIndexedFields(): void {
    this.#parts.upkeep.refill.look();
  }

  removeDeleted(): void {
    this.#parts.upkeep.removal.look();
  }

  describe(blockType: string, config: JsonObject): Promise<BlockDescription> {
    return this.#parts.registry.require(blockType).describe(config);
  }

  reloadBlocks(): Promise<void> {
    return this.#parts.blocks.reload();
  }

  dependencies(blockType: string): Promise<DependencyStatus[]> {
    return this.#parts.blocks.dependencies(blockType);
  }

  installDependencies(blockType: string): Promise<InstalledDependencies> {
    return this.#parts.blocks.install(blockType);
  }

  async check(): Promise<void> {
    if (this.#isStopping) throw runnerUnavailable('is stopping');
  }

  async drain(graceMs: number): Promise<Drained> {
    const { jobs, calls } = this.#parts;
    this.#isStopping = true;
    if (graceMs > 0) await this.#rest(graceMs);
    const abortedCalls = calls.inFlight;
    const stopped = jobs[Symbol.asyncDispose]();
    this.#stop.abort(runnerUnavailable('was stopped'));
    await stopped;
    await Promise.allSettled(this.#direct);
    return { abortedCalls };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(0);
    await this.#parts.held[Symbol.asyncDispose]();
  }

  /** Runs something of no job until it ends, the signal aborts or this runner stops. */
  async #runDirectly<T>(
    work: (either: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    await this.check();
    const running = work(AbortSignal.any([signal, this.#stop.signal]));
    this.#direct.add(running);
    try {
      return await running;
    } finally {
      this.#direct.delete(running);
    }
  }

  /** Starts nothing new and waits until nothing is in flight, at most so long. */
  async #rest(graceMs: number): Promise<void> {
    const { jobs, clock } = this.#parts;
    const isIdle = new AbortController();
    const idle = Promise.all([jobs.drain(), Promise.allSettled(this.#direct)]);
    void idle.then(() => isIdle.abort());
    await clock.sleep(graceMs, isIdle.signal).catch(() => undefined);
  }
}
