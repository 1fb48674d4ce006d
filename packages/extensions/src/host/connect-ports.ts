import type { FinishPorts } from '@datagenflow/block-sdk/host';
import { fromWireError } from '../wire/wire-error.js';
import type { CallOutcome, FromHost, PortName } from '../wire/messages.js';
import type { Pass } from './pass.js';

/** The calls of all passes of a host that wait for an answer. */
export class OpenCalls {
  readonly #post: (message: FromHost) => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #origins = new WeakMap<object, number>();
  #last = 0;

  constructor(post: (message: FromHost) => void) {
    this.#post = post;
  }

  /** Which call raised an error. */
  get origins(): Pick<WeakMap<object, number>, 'get'> {
    return this.#origins;
  }

  /** Asks the runner, on behalf of a pass. Rejects when the pass is given up. */
  async ask(pass: Pass, port: PortName, args: unknown[]): Promise<unknown> {
    const { signal } = pass.controller;
    signal.throwIfAborted();
    const text = JSON.stringify(args);
    const call = (this.#last += 1);
    const waiting = Promise.withResolvers<unknown>();
    const giveUp = (): void => waiting.reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.set(call, waiting);
    this.#post({ type: 'call', id: pass.id, call, port, args: text });
    try {
      return await waiting.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.#waiting.delete(call);
    }
  }

  /** The runner’s answer. One that nobody waits for any more is ignored. */
  answer(call: number, outcome: CallOutcome): void {
    const waiting = this.#waiting.get(call);
    if (outcome.ok) return waiting?.resolve(outcome.value);
    const error = fromWireError(outcome.error);
    this.#origins.set(error, call);
    waiting?.reject(error);
  }
}

/**
 * The ports of one pass: each member is a message to the runner. Only a job-wide block uses those
 * for records.
 */
export function connectPorts(calls: OpenCalls, pass: Pass): FinishPorts {
  const ask = <T>(port: PortName, ...args: unknown[]): Promise<T> =>
    calls.ask(pass, port, args) as Promise<T>;
  return {
    chat: (request) => ask('chat', request),
    generate: (request) => ask('generate', request),
    embed: (request) => ask('embed', request),
    readMemo: (name, input) => ask('readMemo', name, input),
    writeMemo: (name, input, value) => ask('writeMemo', name, input, value),
    log: (line) => pass.log(line),
    readRecords: () => ask('readRecords'),
    writePatches: (patches) => ask('writePatches', patches),
    noteProgress: () => pass.noteProgress(),
  };
}
