import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { orAborted, type BlockPass } from '@datagenflow/block-sdk/host';
import { createOutbox } from '../wire/create-outbox.js';
import type { FromHost, HostRequest, InstanceSpec, ToHost } from '../wire/messages.js';
import { toWireError } from '../wire/wire-error.js';
import { forkHost, killHost } from './fork-host.js';
import { Heartbeat } from './heartbeat.js';
import { HostDeath, type HostEnd } from './host-death.js';
import { readHostOutput } from './host-output.js';
import { OpenRequest, type PassPorts } from './open-request.js';
import type { PoolOptions } from './pool-options.js';

/** A block host as its runner sees it. */
export class HostProcess implements AsyncDisposable {
  /** Resolves when it can take requests. @throws HostDeath when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<HostEnd>;
  readonly #child: ChildProcess;
  readonly #options: PoolOptions;
  readonly #post: (message: ToHost) => void;
  readonly #heartbeat: Heartbeat;
  readonly #becomesReady = Promise.withResolvers<void>();
  readonly #requests = new Map<number, OpenRequest>();
  readonly #opened = new Set<number>();
  #lastRequest = 0;
  #end: HostEnd | undefined;
  #verdict: string | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#child = forkHost(options);
    this.#child.on(
      'error',
      (error) => (this.#verdict ??= `could not be started: ${error.message}`),
    );
    this.#child.stdin?.on('error', () => undefined);
    this.#child.on('message', (message: FromHost) => this.#receive(message));
    this.#post = createOutbox<ToHost>((message, sent) => this.#child.send(message, sent));
    this.#heartbeat = new Heartbeat({
      ...options,
      ping: () => this.#child.send({ type: 'ping' } satisfies ToHost, () => undefined),
      onSilence: () =>
        this.#kill(
          `did not answer for ${options.unresponsiveMs} ms, so it was ended. ` +
            'A block that computes for long has to give way now and then with an await',
        ),
    });
    this.ready = this.#becomesReady.promise;
    this.ready.catch(() => undefined);
    this.ended = this.#watch();
  }

  /** Whether it may be given work. */
  get isAlive(): boolean {
    return this.#end === undefined && this.#verdict === undefined;
  }

  /** Tells it of an instance, once. */
  open(instance: InstanceSpec): void {
    if (this.#opened.has(instance.id)) return;
    this.#opened.add(instance.id);
    this.#post({ type: 'open', instance });
  }

  /** Forgets an instance; the host disposes of it. */
  async close(instance: number, signal: AbortSignal): Promise<void> {
    if (this.#opened.delete(instance)) await this.request({ type: 'close', instance }, signal);
  }

  /**
   * Asks it for something. When the signal aborts, its reason is thrown at once, and a host that
   * does not notice the abort in time is ended.
   * @throws HostDeath when it ends before it answers; else what the request threw.
   */
  async request<T>(request: HostRequest, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const { id, answer } = this.#send(request);
    try {
      return (await orAborted(answer, signal)) as T;
    } catch (error) {
      if (signal.aborted) this.#abort(id, signal.reason as Error);
      throw error;
    }
  }

  /**
   * Runs one pass. When its time is up it ends with the reason once the host has noticed; a host
   * that does not is ended, and who is to blame is not known.
   * @throws HostDeath when it ends before it answers; else what the block threw.
   */
  async run<T>(request: HostRequest, { ports, signal }: BlockPass): Promise<T> {
    signal.throwIfAborted();
    const { id, answer } = this.#send(request, ports);
    const abort = (): void => this.#abort(id, signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return (await answer) as T;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends it at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill('was shut down');
    await this.ended;
  }

  #send(request: HostRequest, ports?: PassPorts): { id: number; answer: Promise<unknown> } {
    if (this.#end !== undefined) throw new HostDeath(this.#end, false);
    const id = (this.#lastRequest += 1);
    const open = new OpenRequest(this.#post, ports);
    this.#requests.set(id, open);
    this.#heartbeat.isOn = true;
    this.#post({ type: 'request', id, request });
    return { id, answer: open.answer };
  }

  #receive(message: FromHost): void {
    this.#heartbeat.note();
    switch (message.type) {
      case 'ready':
        return this.#becomesReady.resolve();
      case 'pong':
        return this.#checkMemory(message.rss);
      case 'call':
        return this.#requests.get(message.id)?.call(message);
      case 'log':
        return this.#requests.get(message.id)?.log(message.line);
      case 'progress':
        return this.#requests.get(message.id)?.noteProgress();
      case 'ended':
        this.#requests.get(message.id)?.end(message.outcome);
        return this.#forget(message.id);
      case 'aborted':
        this.#requests.get(message.id)?.abort();
        return this.#forget(message.id);
      case 'stray':
        return this.#options.onOutput({
          level: 'error',
          message: `Left behind by an execution that had ended: ${message.error.stack ?? message.error.message}`,
        });
      case 'fatal':
        return this.#kill(`was ended by an uncaught error: ${message.error.message}`);
    }
  }

  #abort(id: number, reason: Error): void {
    this.#requests.get(id)?.disconnect(reason);
    this.#post({ type: 'abort', id, reason: toWireError(reason) });
    const killUnlessNoticed = (): void => {
      if (!this.#requests.has(id)) return;
      this.#kill('did not notice that a step was aborted, so it was ended');
    };
    // After a pause of this process the notice may lie unread: timers come before messages.
    setTimeout(() => setImmediate(killUnlessNoticed), this.#options.abortAckMs).unref();
  }

  #forget(id: number): void {
    this.#requests.delete(id);
    if (this.#requests.size === 0) this.#heartbeat.isOn = false;
  }

  #checkMemory(rss: number): void {
    const { maxMemoryMb } = this.#options;
    const usedMb = Math.round(rss / 1024 / 1024);
    if (usedMb <= maxMemoryMb) return;
    this.#kill(`ran out of memory: it used ${usedMb} of ${maxMemoryMb} MB`);
  }

  #kill(verdict: string): void {
    this.#verdict ??= verdict;
    killHost(this.#child);
  }

  async #watch(): Promise<HostEnd> {
    const { startLimitMs, onOutput } = this.#options;
    const output = readHostOutput(this.#child, onOutput);
    const startLimit = setTimeout(() => this.#kill('took too long to start'), startLimitMs);
    this.ready.then(
      () => clearTimeout(startLimit),
      () => clearTimeout(startLimit),
    );
    const end = await waitForEnd(this.#child);
    killHost(this.#child);
    this.#heartbeat.isOn = false;
    if (output.isOutOfMemory) this.#verdict ??= 'ran out of memory';
    this.#end = { ...end, reason: this.#verdict ?? end.reason };
    this.#becomesReady.reject(new HostDeath(this.#end, true));
    const held = [...this.#requests.values()];
    for (const request of held) request.fail(new HostDeath(this.#end, held.length === 1));
    return this.#end;
  }
}

/** Waits until it has ended and all that it sent has arrived. */
async function waitForEnd(child: ChildProcess): Promise<HostEnd> {
  try {
    const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    const [exitCode, signal] = (await ended)[0] as [number | null, string | null];
    const reason = signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
    return { reason, exitCode, signal };
  } catch (error) {
    return { reason: `could not be started: ${String(error)}`, exitCode: null, signal: null };
  }
}
