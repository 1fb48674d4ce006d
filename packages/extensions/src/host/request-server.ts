import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createBlockContext,
  createJobContext,
  describeBlock,
  runFinish,
  runStep,
} from '@datagenflow/block-sdk/host';
import { createSchemaCompiler } from '@datagenflow/schemas';
import type { FromHost, HostRequest, ToHost } from '../wire/messages.js';
import { fromWireError, toWireError } from '../wire/wire-error.js';
import { connectPorts, OpenCalls } from './connect-ports.js';
import { Instances } from './instances.js';
import { inspectModule, loadBlock } from './load-block.js';
import { capLog, throttleProgress, type Pass } from './pass.js';
import { serializeResult } from './serialize-result.js';

/** Serves the requests of a runner. `rss` reads the memory in use. */
export class RequestServer {
  readonly #post: (message: FromHost) => void;
  readonly #rss: () => number;
  readonly #schemas = createSchemaCompiler();
  readonly #instances = new Instances(this.#schemas);
  readonly #calls: OpenCalls;
  readonly #running = new Map<number, Pass>();
  readonly #current = new AsyncLocalStorage<Pass>();

  constructor(post: (message: FromHost) => void, rss: () => number) {
    this.#post = post;
    this.#rss = rss;
    this.#calls = new OpenCalls(post);
  }

  /** Takes a message; whatever follows from it happens in the background. */
  receive(message: ToHost): void {
    switch (message.type) {
      case 'ping':
        return this.#post({ type: 'pong', rss: this.#rss() });
      case 'open':
        return this.#instances.open(message.instance);
      case 'answer':
        return this.#calls.answer(message.call, message.outcome);
      case 'abort':
        return this.#abort(message.id, fromWireError(message.reason));
      case 'request':
        this.#run(message.id, message.request).catch((error: unknown) => this.blame(error));
    }
  }

  /** The pass whose code is running; undefined for one that has ended. */
  get current(): Pass | undefined {
    const pass = this.#current.getStore();
    return pass !== undefined && this.#running.has(pass.id) ? pass : undefined;
  }

  /**
   * Fails the pass that an uncaught error comes from; one that has ended hurts nobody else. Whose
   * fault it is can’t always be told: then the runner hears of it and ends this host.
   */
  blame(thrown: unknown): void {
    const origin = this.#current.getStore();
    const [only, ...others] = this.#running.values();
    const culprit =
      this.current ?? (origin === undefined && others.length === 0 ? only : undefined);
    if (culprit !== undefined) return culprit.end.reject(thrown);
    const error = toWireError(thrown);
    this.#post(origin === undefined ? { type: 'fatal', error } : { type: 'stray', error });
  }

  #abort(id: number, reason: Error): void {
    const pass = this.#running.get(id);
    this.#running.delete(id);
    this.#post({ type: 'aborted', id });
    if (pass !== undefined) this.#current.run(pass, () => pass.controller.abort(reason));
  }

  async #run(id: number, request: HostRequest): Promise<void> {
    const { promise, ...end } = Promise.withResolvers<unknown>();
    const pass: Pass = {
      id,
      end,
      controller: new AbortController(),
      log: capLog((line) => this.#post({ type: 'log', id, line })),
      noteProgress: throttleProgress(
        () => this.#post({ type: 'progress', id }),
        () => performance.now(),
      ),
    };
    this.#running.set(id, pass);
    this.#current.run(pass, () => this.#perform(request, pass)).then(end.resolve, end.reject);
    try {
      const json = (await promise) as string | undefined;
      if (!this.#running.has(id)) return;
      this.#post({ type: 'ended', id, outcome: { ok: true, ...(json !== undefined && { json }) } });
    } catch (thrown) {
      if (!this.#running.has(id)) return;
      const error = toWireError(thrown, this.#calls.origins);
      this.#post({ type: 'ended', id, outcome: { ok: false, error } });
    } finally {
      this.#running.delete(id);
    }
  }

  /** Gives JSON text, or undefined. */
  async #perform(request: HostRequest, pass: Pass): Promise<string | undefined> {
    switch (request.type) {
      case 'inspect':
        return JSON.stringify(await inspectModule(request.file, request.source));
      case 'describe': {
        const blockClass = await loadBlock(request.code);
        return JSON.stringify(describeBlock(blockClass, request.config, this.#schemas));
      }
      case 'execute': {
        const { block, cache } = await this.#instances.get(request.instance);
        const ports = connectPorts(this.#calls, pass);
        const { signal } = pass.controller;
        const context = createBlockContext(request.input, ports, signal, cache);
        return serializeResult(await runStep(block, context));
      }
      case 'finish': {
        const { block, cache } = await this.#instances.get(request.instance);
        const ports = connectPorts(this.#calls, pass);
        const { signal } = pass.controller;
        await runFinish(block, createJobContext(request.input, ports, signal, cache), ports);
        return undefined;
      }
      case 'close':
        await this.#instances.close(request.instance);
        return undefined;
    }
  }
}
