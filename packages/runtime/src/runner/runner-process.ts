import {
  ConfigError,
  type BlockDescription,
  type FailedFilter,
  type Job,
  type JsonObject,
  type Preview,
  type ResumeOptions,
} from '@datagenflow/contracts';
import type { Executed, PipelineRun } from '../pipelines/execute-pipeline.js';
import type { PreviewRun } from '../pipelines/preview-pipeline.js';
import { AskedBlocks } from './asked-blocks.js';
import type { RunnerNews } from './messages.js';
import type { RunnerParts } from './open-local-runner.js';
import { restartDelay } from './restart-delay.js';
import { RunnerChild } from './runner-child.js';
import { isRunnerUnavailable, runnerUnavailable } from './runner-unavailable.js';
import type { Drained, Runner } from './runner.js';
import { toWireConfig } from './wire-config.js';

const CHECK_LIMIT_MS = 2_000;
const CLOSE_LIMIT_MS = 1_500;
const FIRST_TRIES = 3;
const CRASH_LOOP = 5;

/**
 * Runs jobs and blocks in a process of their own, and starts another whenever it dies: jobs then go
 * on where they were. What is asked of it meanwhile throws `runner_unavailable`.
 */
export class RunnerProcess implements Runner {
  readonly #parts: RunnerParts;
  readonly #blocks: AskedBlocks;
  readonly #stop = new AbortController();
  /** The process that is, or is about to be, the runner. */
  #current: RunnerChild;
  /** The same, once it takes requests. */
  #ready: RunnerChild | undefined;
  #becomesReady = Promise.withResolvers<void>();
  #reason = 'is starting';
  #takesUpJobs = false;
  #hasLaunched = false;
  /** Whether what a runner died of is to be looked for among what it held. */
  #isBlamed = false;
  readonly #supervision: Promise<void>;

  private constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#blocks = new AskedBlocks(parts.registry, parts.clock, (blockType, config) =>
      this.describe(blockType, config),
    );
    this.#becomesReady.promise.catch(() => undefined);
    this.#current = this.#launch();
    this.#supervision = this.#supervise();
  }

  /**
   * Starts the first one and waits until it takes requests; one that is killed meanwhile is replaced.
   * @throws what keeps it from opening; ConfigError for a database that two processes can’t share
   */
  static async start(parts: RunnerParts): Promise<RunnerProcess> {
    if (parts.config.databaseUrl === undefined && parts.config.databasePath === ':memory:') {
      throw new ConfigError(
        'DATABASE_PATH is :memory:, which a server can’t share with its runner. Name a file.',
        { code: 'setting_invalid', detail: { setting: 'DATABASE_PATH' } },
      );
    }
    for (let triesLeft = FIRST_TRIES - 1; ; triesLeft -= 1) {
      const runner = new RunnerProcess(parts);
      try {
        await runner.#current.ready;
        return runner;
      } catch (error) {
        await runner[Symbol.asyncDispose]();
        if (!isRunnerUnavailable(error) || triesLeft === 0) throw error;
      }
    }
  }

  async start(): Promise<void> {
    this.#takesUpJobs = true;
    try {
      await this.#ready?.request('start', []);
    } catch (error) {
      if (!isRunnerUnavailable(error)) throw error;
    }
  }

  /** When none takes requests now, the next one finds the job among those that have not ended. */
  run(jobId: number): void {
    this.#ready?.request('run', [jobId]).catch(() => undefined);
  }

  async finished(jobId: number): Promise<Job> {
    for (;;) {
      await this.#becomesReady.promise;
      try {
        return await this.#require().request('finished', [jobId]);
      } catch (error) {
        if (!isRunnerUnavailable(error) || this.#stop.signal.aborted) throw error;
      }
    }
  }

  async cancel(jobId: number): Promise<Job> {
    return this.#require().request('cancel', [jobId]);
  }

  async pause(jobId: number): Promise<Job> {
    return this.#require().request('pause', [jobId]);
  }

  async resume(jobId: number, options: ResumeOptions = {}): Promise<Job> {
    return this.#require().request('resume', [jobId, options]);
  }

  async retryFailed(jobId: number, filter: FailedFilter = {}): Promise<Job> {
    return this.#require().request('retryFailed', [jobId, filter]);
  }

  async executePipeline(run: PipelineRun, signal: AbortSignal): Promise<Executed> {
    return this.#require().request('executePipeline', [run], signal);
  }

  async preview(run: PreviewRun, signal: AbortSignal): Promise<Preview> {
    return this.#require().request('preview', [run], signal);
  }

  /** When none takes requests now, the next one does it when it starts. */
  refillIndexedFields(): void {
    this.#ready?.request('refillIndexedFields', []).catch(() => undefined);
  }

  removeDeleted(): void {
    this.#ready?.request('removeDeleted', []).catch(() => undefined);
  }

  async describe(blockType: string, config: JsonObject): Promise<BlockDescription> {
    return this.#require().request('describe', [blockType, config]);
  }

  async check(): Promise<void> {
    const isLate = AbortSignal.timeout(CHECK_LIMIT_MS);
    try {
      await this.#require().request('check', [], isLate);
    } catch (error) {
      throw isLate.aborted ? runnerUnavailable('does not answer') : error;
    }
  }

  async drain(graceMs: number): Promise<Drained> {
    this.#end();
    const limit = setTimeout(() => this.#current.kill(), graceMs + CLOSE_LIMIT_MS);
    try {
      return (await this.#ready?.request('drain', [graceMs])) ?? { abortedCalls: 0 };
    } catch (error) {
      if (isRunnerUnavailable(error)) return { abortedCalls: 0 };
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    await this.#current.close(CLOSE_LIMIT_MS);
    await this.#supervision;
  }

  #require(): RunnerChild {
    if (this.#ready === undefined) throw runnerUnavailable(this.#reason);
    return this.#ready;
  }

  /** From here on nothing is started any more. */
  #end(): void {
    this.#stop.abort(runnerUnavailable('is stopping'));
  }

  /** Only the first runner of a server carries out what a drill planned for it. */
  #launch(): RunnerChild {
    const { clock } = this.#parts;
    const config = this.#hasLaunched
      ? { ...this.#parts.config, failPlan: undefined }
      : this.#parts.config;
    this.#hasLaunched = true;
    const child = new RunnerChild(toWireConfig(config), this.#isBlamed, clock, (news) =>
      this.#hear(news),
    );
    void child.ready.then(
      () => this.#adopt(child),
      () => undefined,
    );
    return child;
  }

  /**
   * From here on it is asked; who waits for jobs waits until it has taken them up. What the one
   * before could not tell any more has to be read.
   */
  async #adopt(child: RunnerChild): Promise<void> {
    this.#ready = child;
    this.#isBlamed = false;
    this.#parts.emit({ type: 'resync' });
    try {
      if (this.#takesUpJobs) await child.request('start', []);
      this.#becomesReady.resolve();
    } catch (error) {
      if (isRunnerUnavailable(error)) return;
      this.#parts.warn(`The job runner could not take up its jobs: ${String(error)}`);
      child.kill();
    }
  }

  #hear(news: RunnerNews): void {
    switch (news.type) {
      case 'catalog':
        return this.#blocks.replace(news.blocks);
      case 'warning':
        return this.#parts.warn(news.message);
      case 'events':
        for (const event of news.events) this.#parts.emit(event);
    }
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stop;
    for (let quickDeaths = 0, idleDeaths = 0; ;) {
      const { reason, isProven, hasWorked, isOwnDoing } = await this.#current.ended;
      this.#reason = signal.aborted ? 'is stopping' : reason;
      this.#unready();
      if (signal.aborted) return this.#becomesReady.reject(signal.reason);
      quickDeaths = isProven ? 0 : quickDeaths + 1;
      idleDeaths = hasWorked ? 0 : idleDeaths + 1;
      this.#isBlamed ||= isOwnDoing || idleDeaths > CRASH_LOOP;
      const delayMs = restartDelay(quickDeaths);
      const when = delayMs < 1_000 ? 'now' : `in ${delayMs / 1_000} seconds`;
      this.#parts.warn(
        `The job runner ${reason}. It starts again ${when}; jobs go on where they were.`,
      );
      await this.#parts.clock.sleep(delayMs, signal).catch(() => undefined);
      if (signal.aborted) return this.#becomesReady.reject(signal.reason);
      this.#current = this.#launch();
    }
  }

  #unready(): void {
    this.#ready = undefined;
    this.#becomesReady.resolve();
    this.#becomesReady = Promise.withResolvers<void>();
    this.#becomesReady.promise.catch(() => undefined);
  }
}
