import { randomUUID } from 'node:crypto';
import type { Clock } from '@datagenflow/contracts';
import type { RuntimeConfig } from '../config.js';
import { forkRunner, type RunnerFork } from './fork-runner.js';
import type { RunnerNews } from './messages.js';
import { RunnerChild, type RunnerEnd } from './runner-child.js';
import { RunnerDeaths } from './runner-deaths.js';
import { isRunnerUnavailable, runnerUnavailable } from './runner-unavailable.js';
import { toWireConfig } from './wire-config.js';

/**
 * What a runner has to give back and close what is left after its grace, in milliseconds; what it
 * does not give back, the next does.
 */
export const CLOSE_LIMIT_MS = 1_500;

/** What a supervisor works with. */
export interface SupervisorOptions {
  config: RuntimeConfig;
  clock: Clock;
  warn(message: string): void;
  /** Takes what a runner tells without being asked. */
  hear(news: RunnerNews): void;
  /** Sets a runner to work that has just become ready. */
  takeUp(runner: RunnerChild): Promise<void>;
  /** Starts the process of a next one. Default: {@link forkRunner}. */
  fork?: () => RunnerFork;
}

/** Keeps one runner going: starts another whenever it dies, later and later while none is of use. */
export class RunnerSupervisor implements AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #stop = new AbortController();
  /** The process that is, or is about to be, the runner. */
  #current: RunnerChild;
  /** The same, once it takes requests. */
  #ready: RunnerChild | undefined;
  #getsToWork = Promise.withResolvers<void>();
  #reason = 'is starting';
  #hasLaunched = false;
  readonly #deaths = new RunnerDeaths();
  readonly #supervision: Promise<void>;

  constructor(options: SupervisorOptions, first: RunnerFork) {
    this.#options = options;
    this.#getsToWork.promise.catch(() => undefined);
    this.#current = this.#launch(first);
    this.#supervision = this.#supervise();
  }

  /** Resolves when the process that is there takes requests. @throws what keeps it from opening */
  opened(): Promise<void> {
    return this.#current.ready;
  }

  /** Resolves when a runner has taken up its work. @throws `runner_unavailable` once it stops */
  atWork(): Promise<void> {
    return this.#getsToWork.promise;
  }

  /** The runner; undefined while it takes no requests. */
  get ready(): RunnerChild | undefined {
    return this.#ready;
  }

  /** The runner. @throws DataGenFlowError `runner_unavailable` while it takes no requests */
  require(): RunnerChild {
    if (this.#ready === undefined) throw runnerUnavailable(this.#reason);
    return this.#ready;
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** From here on none is started any more; the one there is goes on. */
  stop(): void {
    this.#stop.abort(runnerUnavailable('is stopping'));
  }

  /** Ends the process that is there at once. */
  kill(): void {
    this.#current.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#current.close(CLOSE_LIMIT_MS);
    await this.#supervision;
  }

  /** Only the first runner of a server carries out what a drill planned for it. */
  #launch(fork: RunnerFork): RunnerChild {
    const { config, clock, hear } = this.#options;
    const own = this.#hasLaunched ? { ...config, failPlan: undefined } : config;
    this.#hasLaunched = true;
    const opening = {
      config: toWireConfig(own),
      owner: randomUUID(),
      isBlamed: this.#deaths.isBlamed,
    };
    const child = new RunnerChild(fork, opening, clock, hear);
    void child.ready.then(
      () => this.#adopt(child),
      () => undefined,
    );
    return child;
  }

  /** From here on it is asked; who waits for jobs waits until it has taken them up. */
  async #adopt(child: RunnerChild): Promise<void> {
    this.#ready = child;
    this.#deaths.settle();
    try {
      await this.#options.takeUp(child);
      this.#getsToWork.resolve();
    } catch (error) {
      if (isRunnerUnavailable(error)) return;
      this.#options.warn(`The job runner could not take up its jobs: ${String(error)}`);
      child.kill();
    }
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stop;
    for (let end = await this.#current.ended; ; end = await this.#replace()) {
      this.#unready(signal.aborted ? 'is stopping' : end.reason);
      if (!signal.aborted) await this.#rest(end);
      if (signal.aborted) return this.#getsToWork.reject(signal.reason);
    }
  }

  /** Starts another, and resolves when it has ended: at once when the system refuses to start it. */
  async #replace(): Promise<RunnerEnd> {
    const { fork = forkRunner } = this.#options;
    let started: RunnerFork;
    try {
      started = fork();
    } catch (error) {
      const reason = `could not be started: ${String(error)}`;
      return { reason, wasReady: false, isProven: false, hasWorked: false, isOwnDoing: false };
    }
    this.#current = this.#launch(started);
    return this.#current.ended;
  }

  #unready(reason: string): void {
    this.#reason = reason;
    this.#ready = undefined;
    this.#getsToWork.resolve();
    this.#getsToWork = Promise.withResolvers<void>();
    this.#getsToWork.promise.catch(() => undefined);
  }

  /** Waits for as long as deaths like this one ask for. */
  async #rest(end: RunnerEnd): Promise<void> {
    const delayMs = this.#deaths.add(end);
    const when = delayMs < 1_000 ? 'now' : `in ${delayMs / 1_000} seconds`;
    this.#options.warn(
      `The job runner ${end.reason}. It starts again ${when}; jobs go on where they were.`,
    );
    await this.#options.clock.sleep(delayMs, this.#stop.signal).catch(() => undefined);
  }
}
