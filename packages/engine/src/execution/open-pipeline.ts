import type { OpenBlock } from '@datagenflow/registry';
import type { CompiledPipeline, CompiledStep } from '../compile/compiled-pipeline.js';

/** One instance of each step’s block, opened when it is first needed, for the life of one job. */
export class OpenPipeline implements AsyncDisposable {
  readonly compiled: CompiledPipeline;
  readonly #open = new Map<string, Promise<OpenBlock>>();

  constructor(compiled: CompiledPipeline) {
    this.compiled = compiled;
  }

  /** The instance of that step. A failed opening is tried again by the next who asks. */
  block(step: CompiledStep): Promise<OpenBlock> {
    const known = this.#open.get(step.id);
    if (known !== undefined) return known;
    const opening = step.block.open(step.config);
    this.#open.set(step.id, opening);
    opening.catch(() => this.#open.delete(step.id));
    return opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const result of opened) {
      if (result.status === 'fulfilled') await result.value[Symbol.asyncDispose]();
    }
  }
}
