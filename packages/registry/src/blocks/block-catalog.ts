import type { BlockInfo } from '@datagenflow/contracts';
import type { RegisteredBlock } from './registered-block.js';

/** Blocks by type, to read from. */
export interface BlockCatalog {
  get(type: string): RegisteredBlock | undefined;
  /** @throws BlockNotFoundError with the known and the nearest types. */
  require(type: string): RegisteredBlock;
  /** Sorted. */
  types(): string[];
  /** Known types that a mistyped one may have meant, best first. */
  nearest(type: string): string[];
  /** Sorted by type. */
  list(): BlockInfo[];
}
