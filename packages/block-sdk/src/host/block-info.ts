import type { BlockInfo, Source } from '@datagenflow/contracts';
import { setBlockType } from '../block/block-type.js';
import { isBlockClass } from './is-block-class.js';
import { readDefinition } from './read-definition.js';

/** What a loader knows of a block beside its class. */
export interface BlockOrigin {
  source: Source;
  /** Name it is exported under. */
  type?: string;
  /** Why it can’t run, such as a missing dependency. */
  error?: string;
}

/**
 * What the palette, the form and the docs show of a block.
 * @throws ConfigError as `readDefinition` does.
 */
export function blockInfo(blockClass: unknown, origin: BlockOrigin): BlockInfo {
  if (origin.type !== undefined && isBlockClass(blockClass)) setBlockType(blockClass, origin.type);
  return {
    ...readDefinition(blockClass),
    source: origin.source,
    available: origin.error === undefined,
    error: origin.error ?? null,
  };
}
