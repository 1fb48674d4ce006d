import { ConflictError, NotFoundError, type BlockInfo, type Source } from '@datagenflow/contracts';
import type { BlockCatalog } from './block-catalog.js';
import { createCatalog } from './create-catalog.js';
import type { RegisteredBlock } from './registered-block.js';

/** Sources whose blocks win over those after them. */
const PRECEDENCE: readonly Source[] = ['user', 'custom', 'builtin'];

/**
 * All blocks, by type and source. Of one type the user’s wins over the custom over the built-in
 * one; its `info.overrides` names the sources it hides.
 */
export class BlockRegistry implements BlockCatalog {
  readonly #blocks = new Map<Source, Map<string, RegisteredBlock>>(
    PRECEDENCE.map((source) => [source, new Map()]),
  );
  readonly #listeners = new Set<() => void>();
  #catalog: BlockCatalog = createCatalog([]);

  /** @throws ConflictError when the source has a block of this type already. */
  register(block: RegisteredBlock): void {
    const { type, source } = block.info;
    if (this.#of(source).has(type)) {
      throw new ConflictError(
        `There is a ${source} block '${type}' already. Rename one of the two exports.`,
        { code: 'block_exists', detail: { block_type: type, source } },
      );
    }
    this.replace(block);
  }

  /** Registers it, in place of the one of the same type and source if there is one. */
  replace(block: RegisteredBlock): void {
    this.#of(block.info.source).set(block.info.type, block);
    this.#change();
  }

  /** @throws NotFoundError when the source has no block of this type. */
  unregister(type: string, source: Source): void {
    if (!this.#of(source).delete(type)) {
      throw new NotFoundError(`There is no ${source} block '${type}'.`, {
        code: 'block_not_found',
        detail: { block_type: type, source },
      });
    }
    this.#change();
  }

  /**
   * Replaces everything of one source in one step: nobody sees half of it.
   * @throws ConflictError when two have one type; nothing is changed then.
   */
  replaceAll(source: Source, blocks: Iterable<RegisteredBlock>): void {
    const next = new Map<string, RegisteredBlock>();
    for (const block of blocks) {
      const { type } = block.info;
      if (block.info.source !== source || next.has(type)) {
        throw new ConflictError(
          next.has(type)
            ? `Two ${source} blocks are called '${type}'. Rename one of the exports.`
            : `Block '${type}' is a ${block.info.source} block, not a ${source} one.`,
          { code: 'block_exists', detail: { block_type: type, source } },
        );
      }
      next.set(type, block);
    }
    this.#blocks.set(source, next);
    this.#change();
  }

  get(type: string): RegisteredBlock | undefined {
    return this.#catalog.get(type);
  }

  has(type: string): boolean {
    return this.get(type) !== undefined;
  }

  require(type: string): RegisteredBlock {
    return this.#catalog.require(type);
  }

  types(): string[] {
    return this.#catalog.types();
  }

  nearest(type: string): string[] {
    return this.#catalog.nearest(type);
  }

  list(): BlockInfo[] {
    return this.#catalog.list();
  }

  /** All blocks of a source, those that are hidden too. */
  from(source: Source): RegisteredBlock[] {
    return [...this.#of(source).values()];
  }

  /** The blocks as they are now. Later changes don’t reach it: a job keeps what it began with. */
  snapshot(): BlockCatalog {
    return this.#catalog;
  }

  /** Calls `listener` after every change, until the function given back is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #of(source: Source): Map<string, RegisteredBlock> {
    const blocks = this.#blocks.get(source) ?? new Map<string, RegisteredBlock>();
    this.#blocks.set(source, blocks);
    return blocks;
  }

  #change(): void {
    this.#catalog = createCatalog(this.#winners().values());
    for (const listener of this.#listeners) listener();
  }

  #winners(): Map<string, RegisteredBlock> {
    const winners = new Map<string, RegisteredBlock>();
    for (const source of PRECEDENCE.toReversed()) {
      for (const [type, block] of this.#of(source)) {
        const hidden = winners.get(type);
        winners.set(type, hidden === undefined ? block : hide(block, hidden));
      }
    }
    return winners;
  }
}

function hide(block: RegisteredBlock, hidden: RegisteredBlock): RegisteredBlock {
  const overrides = [hidden.info.source, ...(hidden.info.overrides ?? [])];
  return {
    info: { ...block.info, overrides },
    codeHash: block.codeHash,
    describe: (config) => block.describe(config),
    open: (config) => block.open(config),
  };
}
