import type {
  BlockDescription,
  FailedFilter,
  Job,
  JsonObject,
  ResumeOptions,
} from '@datagenflow/contracts';
import type { JobRunner } from '@datagenflow/engine';
import {
  executePipeline,
  type Executed,
  type ExecutionParts,
  type PipelineRun,
} from '../pipelines/execute-pipeline.js';
import type { CallCounter } from './call-counter.js';
import type { ClaimGate } from './claim-gate.js';
import { runnerUnavailable } from './runner-unavailable.js';
import type { Drained, Runner } from './runner.js';

/** What runs in this process, introduced to each other. */
export interface LocalRunnerParts extends ExecutionParts {
  jobs: JobRunner;
  /** Stands before the store of `jobs`. */
  gate: ClaimGate;
  /** Watches the models. */
  calls: CallCounter;
  /** Lets requests to all models through again. */
  resetModels(): Promise<void>;
  /** Closed last. */
  held: AsyncDisposable;
}

/** Runs jobs and blocks in this process; user blocks in the block hosts of this process. */
export class LocalRunner implements Runner {
  readonly #parts: LocalRunnerParts;
  readonly #direct = new Set<Promise<Executed>>();
  readonly #stop = new AbortController();
  #isStopping = false;

  constructor(parts: LocalRunnerParts) {
    this.#parts = parts;
  }

  start(): Promise<void> {
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
    await this.#parts.resetModels();
    return this.#parts.jobs.resume(jobId, options);
  }

  retryFailed(jobId: number, filter: FailedFilter = {}): Promise<Job> {
    return this.#parts.jobs.retryFailed(jobId, filter);
  }

  async executePipeline(run: PipelineRun, signal: AbortSignal): Promise<Executed> {
    await this.check();
    const either = AbortSignal.any([signal, this.#stop.signal]);
    const execution = executePipeline(this.#parts, run, either);
    this.#direct.add(execution);
    try {
      return await execution;
    } finally {
      this.#direct.delete(execution);
    }
  }

  describe(blockType: string, config: JsonObject): Promise<BlockDescription> {
    return this.#parts.registry.require(blockType).describe(config);
  }

  async check(): Promise<void> {
    if (this.#isStopping) throw runnerUnavailable('is stopping');
  }

  async drain(graceMs: number): Promise<Drained> {
    const { jobs, gate, calls } = this.#parts;
    this.#isStopping = true;
    gate.close();
    if (graceMs > 0) await this.#rest(graceMs);
    const abortedCalls = calls.inFlight;
    const stopped = jobs[Symbol.asyncDispose]();
    this.#stop.abort(runnerUnavailable('was stopped'));
    gate.end();
    await stopped;
    await Promise.allSettled(this.#direct);
    return { abortedCalls };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(0);
    await this.#parts.held[Symbol.asyncDispose]();
  }

  /** Waits until nothing is in flight, at most so long. */
  async #rest(graceMs: number): Promise<void> {
    const { gate, clock } = this.#parts;
    const isIdle = new AbortController();
    const idle = Promise.all([gate.idle(), Promise.allSettled(this.#direct)]);
    void idle.then(() => isIdle.abort());
    await clock.sleep(graceMs, isIdle.signal).catch(() => undefined);
  }
}
