import {
  createInstanceCache,
  instantiate,
  type BlockInstance,
  type InstanceCache,
} from '@datagenflow/block-sdk/host';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { InstanceSpec } from '../wire/messages.js';
import { loadBlock } from './load-block.js';

/** An instance that is set up, and what its executions share. */
export interface ReadyInstance {
  readonly block: BlockInstance;
  readonly cache: InstanceCache;
}

/** The instances of a host. Each is made and set up when it is first needed. */
export class Instances {
  readonly #schemas: SchemaCompiler;
  readonly #specs = new Map<number, InstanceSpec>();
  readonly #made = new Map<number, Promise<ReadyInstance>>();

  constructor(schemas: SchemaCompiler) {
    this.#schemas = schemas;
  }

  /** Announces one; nothing is loaded yet. */
  open(spec: InstanceSpec): void {
    this.#specs.set(spec.id, spec);
  }

  /** The instance. A setup that failed is tried again by the next who asks. */
  get(id: number): Promise<ReadyInstance> {
    const known = this.#made.get(id);
    if (known !== undefined) return known;
    const making = this.#make(id);
    this.#made.set(id, making);
    making.catch(() => this.#made.delete(id));
    return making;
  }

  /** Disposes of it, if it was ever made. */
  async close(id: number): Promise<void> {
    const made = this.#made.get(id);
    this.#made.delete(id);
    this.#specs.delete(id);
    await (await made)?.block.dispose();
  }

  async #make(id: number): Promise<ReadyInstance> {
    const spec = this.#specs.get(id);
    if (spec === undefined) throw new Error(`Instance ${id} was never opened in this host.`);
    const blockClass = await loadBlock(spec.code);
    const block = instantiate(blockClass, spec.config, this.#schemas);
    await block.setup();
    return { block, cache: createInstanceCache(this.#schemas) };
  }
}
