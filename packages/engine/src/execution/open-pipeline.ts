import { orAborted } from '@datagenflow/block-sdk/host';
import { BlockExecutionError, type Clock } from '@datagenflow/contracts';
import type { OpenBlock } from '@datagenflow/registry';
import type { CompiledPipeline, CompiledStep } from '../compile/compiled-pipeline.js';

const MAX_SETUP_MS = 120_000;
const MAX_DISPOSE_MS = 10_000;

/** One instance of each step’s block, opened when it is first needed, for the life of one job. */
export class OpenPipeline implements AsyncDisposable {
  readonly compiled: CompiledPipeline;
  readonly #clock: Clock;
  readonly #open = new Map<string, Promise<OpenBlock>>();
  readonly #closing = new AbortController();

  constructor(compiled: CompiledPipeline, clock: Clock) {
    this.compiled = compiled;
    this.#clock = clock;
  }

  /**
   * The instance of that step. A failed opening is tried again by the next who asks.
   * @throws BlockExecutionError `setup_timeout`; whatever the block’s setup throws
   */
  block(step: CompiledStep): Promise<OpenBlock> {
    const known = this.#open.get(step.id);
    if (known !== undefined) return known;
    const opening = this.#openStep(step);
    this.#open.set(step.id, opening);
    opening.catch(() => this.#open.delete(step.id));
    return opening;
  }

  /**
   * Disposes of every instance; what is still being set up is given up.
   * @throws what the first block that could not be disposed of threw, after all had their turn
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('The pipeline was closed'));
    const opened = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    const closings = opened.map(async (result) => {
      if (result.status === 'fulfilled') await this.#close(result.value);
    });
    await Promise.allSettled(closings);
    await Promise.all(closings);
  }

  async #openStep(step: CompiledStep): Promise<OpenBlock> {
    const opening = step.block.open(step.config);
    try {
      const within = this.#within(opening, MAX_SETUP_MS, 'setup_timeout', 'Its setup took');
      return await orAborted(within, this.#closing.signal);
    } catch (error) {
      // One that comes too late is not used: it is disposed of.
      opening.then((block) => this.#close(block)).catch(() => undefined);
      throw error;
    }
  }

  #close(block: OpenBlock): Promise<void> {
    const closing = Promise.resolve(block[Symbol.asyncDispose]());
    return this.#within(closing, MAX_DISPOSE_MS, 'dispose_timeout', 'Its dispose took');
  }

  async #within<T>(work: Promise<T>, ms: number, code: string, what: string): Promise<T> {
    const done = new AbortController();
    const late = this.#clock.sleep(ms, done.signal).then(() => {
      throw new BlockExecutionError(`${what} longer than ${ms / 1000} seconds`, { code });
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      done.abort();
    }
  }
}
