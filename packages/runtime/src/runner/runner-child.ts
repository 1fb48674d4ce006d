import type { Clock } from '@datagenflow/contracts';
import { fromWireError } from '@datagenflow/extensions';
import type { ProcessEnd, RunnerFork } from './fork-runner.js';
import { Heartbeat } from './heartbeat.js';
import { isOwnDoing } from './is-own-doing.js';
import type {
  FromRunner,
  Opening,
  RunnerArguments,
  RunnerMethod,
  RunnerNews,
  RunnerOutcome,
  ToRunner,
} from './messages.js';
import { runnerUnavailable } from './runner-unavailable.js';
import type { Runner } from './runner.js';

const PROVEN_AFTER_MS = 10_000;

/** How a runner ended. */
export interface RunnerEnd {
  /** Reads after “The job runner”: “exited with code 1”. */
  reason: string;
  /** Whether it had opened: one that had not held nothing. */
  wasReady: boolean;
  /** Whether it had ended an execution, or had been up for 10 seconds. */
  isProven: boolean;
  /** Whether it had ended an execution. */
  hasWorked: boolean;
  /** Whether it died by what ran in it, rather than from outside. */
  isOwnDoing: boolean;
}

/** One process that runs jobs, as its server sees it. */
export class RunnerChild {
  /** Under which name it holds what it runs. */
  readonly owner: string;
  /** Resolves when it takes requests. @throws what kept it from opening; `runner_unavailable` */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<RunnerEnd>;
  readonly #fork: RunnerFork;
  readonly #clock: Clock;
  readonly #tell: (news: RunnerNews) => void;
  readonly #becomesReady = Promise.withResolvers<void>();
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #lastRequest = 0;
  #readyAt: number | undefined;
  #hasWorked = false;
  #failure: Error | undefined;
  #end: RunnerEnd | undefined;
  readonly #heartbeat: Heartbeat;
  readonly #isOver = new AbortController();
  #isHung = false;

  /** Opens a runner in a process that has been started. */
  constructor(fork: RunnerFork, opening: Opening, clock: Clock, tell: (news: RunnerNews) => void) {
    this.owner = opening.owner;
    this.#fork = fork;
    this.#clock = clock;
    this.#tell = tell;
    this.#heartbeat = new Heartbeat(clock);
    fork.child.on('message', (message: FromRunner) => this.#receive(message));
    this.ready = this.#becomesReady.promise;
    this.ready.catch(() => undefined);
    this.ended = this.#watch();
    this.#post({ type: 'open', ...opening });
    void this.#watchHeartbeat();
  }

  /**
   * Asks it for something. When the signal aborts, its reason is thrown at once and the runner told.
   * @throws what the runner threw; `runner_unavailable` when it ends before it answers
   */
  async request<M extends RunnerMethod>(
    method: M,
    args: RunnerArguments<M>,
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<Runner[M]>>> {
    signal?.throwIfAborted();
    if (this.#end !== undefined) throw runnerUnavailable(this.#end.reason);
    const id = (this.#lastRequest += 1);
    const answer = Promise.withResolvers<unknown>();
    const abort = (): void => {
      this.#post({ type: 'abort', id });
      answer.reject(signal?.reason);
    };
    this.#open.set(id, answer);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      this.#post({ type: 'request', id, method, args });
      return (await answer.promise) as Awaited<ReturnType<Runner[M]>>;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#open.delete(id);
    }
  }

  /** Has it end in good order; after so long it is ended. */
  async close(limitMs: number): Promise<void> {
    this.#post({ type: 'close' });
    const limit = setTimeout(() => this.kill(), limitMs);
    await this.ended;
    clearTimeout(limit);
  }

  /** Ends it at once. */
  kill(): void {
    this.#fork.child.kill('SIGKILL');
  }

  #post(message: ToRunner): void {
    const { child } = this.#fork;
    if (child.connected) child.send(message, () => undefined);
  }

  #receive(message: FromRunner): void {
    this.#heartbeat.heard();
    switch (message.type) {
      case 'pong':
        return;
      case 'ready':
        this.#readyAt = this.#clock.now();
        return this.#becomesReady.resolve();
      case 'failed':
        this.#failure = fromWireError(message.error);
        return this.#becomesReady.reject(this.#failure);
      case 'answer':
        return this.#settle(message.id, message.outcome);
      case 'events':
        this.#hasWorked ||= message.events.some(({ type }) => type === 'execution:finished');
        return this.#tell(message);
      default:
        return this.#tell(message);
    }
  }

  #settle(id: number, outcome: RunnerOutcome): void {
    const answer = this.#open.get(id);
    if (outcome.ok) answer?.resolve(outcome.value);
    else answer?.reject(fromWireError(outcome.error));
  }

  async #watchHeartbeat(): Promise<void> {
    const ping = (): void => this.#post({ type: 'ping' });
    this.#isHung = await this.#heartbeat.watch(ping, this.#isOver.signal);
    if (this.#isHung) this.kill();
  }

  async #watch(): Promise<RunnerEnd> {
    const end = await this.#fork.ended;
    this.#isOver.abort();
    const wasReady = this.#readyAt !== undefined;
    const isOld =
      this.#readyAt !== undefined && this.#clock.now() - this.#readyAt >= PROVEN_AFTER_MS;
    const failed = this.#failure && `could not start: ${this.#failure.message}`;
    const hung = this.#isHung ? 'hung and was ended' : undefined;
    this.#end = {
      reason: failed ?? hung ?? describeEnd(end),
      wasReady,
      isProven: this.#hasWorked || isOld,
      hasWorked: this.#hasWorked,
      isOwnDoing: wasReady && (this.#isHung || (!(end instanceof Error) && isOwnDoing(end))),
    };
    const error = runnerUnavailable(this.#end.reason);
    this.#becomesReady.reject(error);
    for (const answer of this.#open.values()) answer.reject(error);
    return this.#end;
  }
}

function describeEnd(end: ProcessEnd | Error): string {
  if (end instanceof Error) return `could not be started: ${end.message}`;
  return end.signal === null ? `exited with code ${end.code}` : `was ended by ${end.signal}`;
}
