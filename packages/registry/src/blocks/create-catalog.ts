import { BlockNotFoundError } from '@datagenflow/contracts';
import { nearestNames } from '@datagenflow/schemas';
import type { BlockCatalog } from './block-catalog.js';
import type { RegisteredBlock } from './registered-block.js';

/** A catalog of these blocks, one per type. It never changes. */
export function createCatalog(blocks: Iterable<RegisteredBlock>): BlockCatalog {
  const byType = new Map(
    Array.from(blocks, (block) => [block.info.type, block] as const).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );
  const nearest = (type: string): string[] => nearestNames(type, byType.keys());
  return {
    get: (type) => byType.get(type),
    require: (type) => {
      const block = byType.get(type);
      if (block === undefined) throw notFound(type, [...byType.keys()], nearest(type));
      return block;
    },
    types: () => [...byType.keys()],
    nearest,
    list: () => Array.from(byType.values(), (block) => block.info),
  };
}

function notFound(type: string, available: string[], nearest: string[]): BlockNotFoundError {
  return new BlockNotFoundError(`Block '${type}' not found`, {
    detail: { block_type: type, available_blocks: available, nearest },
  });
}
