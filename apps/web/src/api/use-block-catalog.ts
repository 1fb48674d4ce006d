import type { BlockInfo } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { blocksQuery } from './queries.js';

/** What a chip shows of a block. */
export type BlockLabel = Pick<BlockInfo, 'type' | 'name' | 'category'>;

/** Looks up blocks by type. A type that is not (or not yet) known is shown as it is written. */
export function useBlockCatalog(): (type: string) => BlockLabel {
  const { data: blocks } = useQuery(blocksQuery);
  return useCallback(
    (type) =>
      blocks?.find((block) => block.type === type) ?? { type, name: type, category: 'general' },
    [blocks],
  );
}
