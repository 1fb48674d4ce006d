import type { BlockInfo, Pipeline, Source } from '@datagenflow/contracts';

/** What the list of blocks shows: all, those of one source, or those that can’t be used. */
export type BlockFilter = 'all' | Source | 'unavailable';

const sources: readonly Source[] = ['user', 'custom', 'builtin'];

/** The blocks that a filter means, one’s own first, then by name. */
export function sortBlocks<T extends Pick<BlockInfo, 'source' | 'available' | 'type'>>(
  blocks: readonly T[],
  filter: BlockFilter,
): T[] {
  return blocks
    .filter((block) => matches(block, filter))
    .toSorted(
      (a, b) =>
        sources.indexOf(a.source) - sources.indexOf(b.source) || a.type.localeCompare(b.type),
    );
}

/** In how many pipelines each type of block is used. */
export function countUses(pipelines: readonly Pick<Pipeline, 'definition'>[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { definition } of pipelines) {
    for (const type of new Set(definition.blocks.map((block) => block.type))) {
      uses.set(type, (uses.get(type) ?? 0) + 1);
    }
  }
  return uses;
}

function matches(
  { source, available }: Pick<BlockInfo, 'source' | 'available'>,
  filter: BlockFilter,
): boolean {
  if (filter === 'unavailable') return !available;
  return filter === 'all' || source === filter;
}
