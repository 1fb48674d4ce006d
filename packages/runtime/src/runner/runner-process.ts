import {
  ConfigError,
  type BlockDescription,
  type DependencyStatus,
  type FailedFilter,
  type InstalledDependencies,
  type Job,
  type JsonObject,
  type Preview,
  type ResumeOptions,
} from '@datagenflow/contracts';
import type { Executed, PipelineRun } from '../pipelines/execute-pipeline.js';
import type { PreviewRun } from '../pipelines/preview-pipeline.js';
import { AskedBlocks } from './asked-blocks.js';
import { forkRunner, type RunnerFork } from './fork-runner.js';
import type { RunnerArguments, RunnerMethod, RunnerNews } from './messages.js';
import type { RunnerParts } from './open-local-runner.js';
import type { RunnerChild } from './runner-child.js';
import { CLOSE_LIMIT_MS, RunnerSupervisor } from './runner-supervisor.js';
import { isRunnerUnavailable, runnerUnavailable } from './runner-unavailable.js';
import type { Drained, Runner } from './runner.js';

const CHECK_LIMIT_MS = 2_000;
const FIRST_TRIES = 3;

/**
 * Runs jobs and blocks in a process of their own, which is replaced whenever it dies: jobs then go
 * on where they were. What is asked of it meanwhile throws `runner_unavailable`.
 */
export class RunnerProcess implements Runner {
  readonly #parts: RunnerParts;
  readonly #blocks: AskedBlocks;
  readonly #supervisor: RunnerSupervisor;
  #takesUpJobs = false;
  /** Runs from draining until the process has ended. */
  #limit: NodeJS.Timeout | undefined;

  private constructor(parts: RunnerParts, first: RunnerFork) {
    this.#parts = parts;
    this.#blocks = new AskedBlocks(parts.registry, parts.clock, (blockType, values) =>
      this.describe(blockType, values),
    );
    const { config, clock, warn } = parts;
    const hear = (news: RunnerNews): void => this.#hear(news);
    const takeUp = (runner: RunnerChild): Promise<void> => this.#takeUp(runner);
    this.#supervisor = new RunnerSupervisor({ config, clock, warn, hear, takeUp }, first);
  }

  /**
   * Opens the first one in a process that has been started, and waits until it takes requests; one
   * that dies meanwhile is replaced.
   * @throws what keeps it from opening; ConfigError for a database that two processes can’t share
   */
  static async start(parts: RunnerParts, first: RunnerFork): Promise<RunnerProcess> {
    if (parts.config.databaseUrl === undefined && parts.config.databasePath === ':memory:') {
      throw new ConfigError(
        'DATABASE_PATH is :memory:, which a server can’t share with its runner. Name a file.',
        { code: 'setting_invalid', detail: { setting: 'DATABASE_PATH' } },
      );
    }
    for (let fork = first, triesLeft = FIRST_TRIES - 1; ; fork = forkRunner(), triesLeft -= 1) {
      const runner = new RunnerProcess(parts, fork);
      try {
        await runner.#supervisor.opened();
        return runner;
      } catch (error) {
        await runner[Symbol.asyncDispose]();
        if (!isRunnerUnavailable(error) || triesLeft === 0) throw error;
      }
    }
  }

  /** Under which name the one that takes requests holds what it runs. */
  get owner(): string | undefined {
    return this.#supervisor.ready?.owner;
  }

  async start(): Promise<void> {
    this.#takesUpJobs = true;
    try {
      await this.#supervisor.ready?.request('start', []);
    } catch (error) {
      if (!isRunnerUnavailable(error)) throw error;
    }
  }

  /** A next one finds the job among those that have not ended. */
  run(jobId: number): void {
    this.#tell('run', [jobId]);
  }

  async finished(jobId: number): Promise<Job> {
    for (;;) {
      await this.#supervisor.atWork();
      try {
        return await this.#supervisor.require().request('finished', [jobId]);
      } catch (error) {
        if (!isRunnerUnavailable(error) || this.#supervisor.isStopping) throw error;
      }
    }
  }

  async cancel(jobId: number): Promise<Job> {
    return this.#supervisor.require().request('cancel', [jobId]);
  }

  async pause(jobId: number): Promise<Job> {
    return this.#supervisor.require().request('pause', [jobId]);
  }

  async resume(jobId: number, options: ResumeOptions = {}): Promise<Job> {
    return this.#supervisor.require().request('resume', [jobId, options]);
  }

  async retryFailed(jobId: number, filter: FailedFilter = {}): Promise<Job> {
    return this.#supervisor.require().request('retryFailed', [jobId, filter]);
  }

  async executePipeline(run: PipelineRun, signal: AbortSignal): Promise<Executed> {
    return this.#supervisor.require().request('executePipeline', [run], signal);
  }

  async preview(run: PreviewRun, signal: AbortSignal): Promise<Preview> {
    return this.#supervisor.require().request('preview', [run], signal);
  }

  refillIndexedFields(): void {
    this.#tell('refillIndexedFields', []);
  }

  removeDeleted(): void {
    this.#tell('removeDeleted', []);
  }

  async describe(blockType: string, config: JsonObject): Promise<BlockDescription> {
    return this.#supervisor.require().request('describe', [blockType, config]);
  }

  async reloadBlocks(): Promise<void> {
    return this.#supervisor.require().request('reloadBlocks', []);
  }

  async dependencies(blockType: string): Promise<DependencyStatus[]> {
    return this.#supervisor.require().request('dependencies', [blockType]);
  }

  async installDependencies(blockType: string): Promise<InstalledDependencies> {
    return this.#supervisor.require().request('installDependencies', [blockType]);
  }

  async check(): Promise<void> {
    const isLate = AbortSignal.timeout(CHECK_LIMIT_MS);
    try {
      await this.#supervisor.require().request('check', [], isLate);
    } catch (error) {
      throw isLate.aborted ? runnerUnavailable('does not answer') : error;
    }
  }

  async drain(graceMs: number): Promise<Drained> {
    this.#supervisor.stop();
    this.#limit ??= setTimeout(() => this.#supervisor.kill(), graceMs + CLOSE_LIMIT_MS);
    try {
      return (await this.#supervisor.ready?.request('drain', [graceMs])) ?? { abortedCalls: 0 };
    } catch (error) {
      if (isRunnerUnavailable(error)) return { abortedCalls: undefined };
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#supervisor[Symbol.asyncDispose]();
    clearTimeout(this.#limit);
  }

  /** Asks for what the next one does of its own accord, when none takes requests now. */
  #tell<M extends RunnerMethod>(method: M, args: RunnerArguments<M>): void {
    this.#supervisor.ready?.request(method, args).catch((error: unknown) => {
      if (!isRunnerUnavailable(error)) this.#parts.warn(`The job runner failed: ${String(error)}`);
    });
  }

  /** What the one before could not tell any more has to be read. */
  async #takeUp(runner: RunnerChild): Promise<void> {
    this.#parts.emit({ type: 'resync' });
    if (this.#takesUpJobs) await runner.request('start', []);
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
}
