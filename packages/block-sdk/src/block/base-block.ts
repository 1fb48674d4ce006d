import type { BlockContext } from '../context/block-context.js';
import type { BlockDefinition } from './block-definition.js';
import { BLOCK_BRAND, SDK_MAJOR } from './brand.js';
import { ConfiguredBlock } from './configured-block.js';
import type { ConfigInput, OutputOf } from './definition-types.js';
import { JobBlock } from './job-block.js';

/**
 * A block: declares what it reads, writes and can be told, and does it in `execute`. One instance
 * serves many executions at once, so keep no results in `this`.
 */
export abstract class BaseBlock<
  D extends BlockDefinition = BlockDefinition,
> extends ConfiguredBlock<D> {
  static readonly [BLOCK_BRAND]: number = SDK_MAJOR;

  /**
   * Runs once per execution. Returns declared outputs only, as plain JSON; what it throws fails
   * the execution.
   */
  abstract execute(context: BlockContext): Promise<OutputOf<D>>;

  /** The class to extend, typed by the definition; `JobBlock` for `scope: 'job'`. */
  static define<const D extends BlockDefinition>(definition: D): DefinedClass<D> {
    const Base = (definition.scope === 'job' ? JobBlock : BaseBlock) as unknown as BaseClass;
    abstract class Defined extends Base {
      static readonly definition = definition;
    }
    return Defined as unknown as DefinedClass<D>;
  }
}

/** What {@link BaseBlock.define} gives. */
export type DefinedClass<D extends BlockDefinition> = BlockStatics<D> &
  (abstract new (config?: ConfigInput<D>) => BlockOf<D>);

/** The base class of a definition’s scope. */
export type BlockOf<D extends BlockDefinition> = D extends { scope: 'job' }
  ? JobBlock<D>
  : BaseBlock<D>;

/** The static side of a block class. */
export interface BlockStatics<D extends BlockDefinition = BlockDefinition> {
  readonly definition: D;
  readonly [BLOCK_BRAND]: number;
}

type BaseClass = abstract new (config?: object) => ConfiguredBlock;
