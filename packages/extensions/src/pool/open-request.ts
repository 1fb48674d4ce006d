import type { BlockPorts, FinishPorts } from '@datagenflow/block-sdk/host';
import type { LogLine } from '@datagenflow/contracts';
import type { FromHost, PortName, RequestOutcome, ToHost } from '../wire/messages.js';
import { fromWireError, toWireError } from '../wire/wire-error.js';

/** The ports of a pass; those for records only when its block is job-wide. */
export type PassPorts = BlockPorts & Partial<FinishPorts>;

type Call = Extract<FromHost, { type: 'call' }>;

/** A request that a host has not answered yet, and the ports it may use until then. */
export class OpenRequest {
  readonly answer: Promise<unknown>;
  readonly #post: (message: ToHost) => void;
  readonly #settle: Omit<PromiseWithResolvers<unknown>, 'promise'>;
  readonly #failures = new Map<number, unknown>();
  #ports: PassPorts | undefined;
  #abortReason: Error | undefined;

  constructor(post: (message: ToHost) => void, ports: PassPorts | undefined) {
    const { promise, ...settle } = Promise.withResolvers<unknown>();
    this.answer = promise;
    promise.catch(() => undefined);
    this.#settle = settle;
    this.#post = post;
    this.#ports = ports;
  }

  /** Serves a call of the block. Errors come back as the same object when the block rethrows them. */
  call({ call, port, args }: Call): void {
    const ports = this.#ports;
    if (ports === undefined) return;
    answer(ports, port, JSON.parse(args) as unknown[]).then(
      (value) => this.#post({ type: 'answer', call, outcome: { ok: true, value } }),
      (error: unknown) => {
        this.#failures.set(call, error);
        this.#post({ type: 'answer', call, outcome: { ok: false, error: toWireError(error) } });
      },
    );
  }

  log(line: LogLine): void {
    this.#ports?.log(line);
  }

  noteProgress(): void {
    this.#ports?.noteProgress?.();
  }

  end(outcome: RequestOutcome): void {
    this.disconnect();
    if (!outcome.ok) return this.#settle.reject(fromWireError(outcome.error, this.#failures));
    this.#settle.resolve(outcome.json === undefined ? undefined : JSON.parse(outcome.json));
  }

  fail(error: Error): void {
    this.disconnect();
    this.#settle.reject(error);
  }

  /** Nothing it still asks for is served. With a reason, that is what it ends with when it notices. */
  disconnect(reason?: Error): void {
    this.#ports = undefined;
    this.#abortReason = reason;
  }

  /** The host has noticed that it is to end. */
  abort(): void {
    this.#settle.reject(this.#abortReason);
  }
}

async function answer(ports: PassPorts, port: PortName, args: unknown[]): Promise<unknown> {
  const serve = ports[port] as ((...args: unknown[]) => Promise<unknown>) | undefined;
  if (serve === undefined) throw new Error(`This pass has no ${port}.`);
  return serve.apply(ports, args);
}
