import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pipelinesQuery } from '../../../api/queries.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SectionHead } from '../../../ui/section-head.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { countUses, sortBlocks, type BlockFilter } from '../model/sort-blocks.js';
import { extensionBlocksQuery } from '../queries.js';
import { BlockRow } from './block-row.js';

const filters: readonly { id: BlockFilter; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'builtin', label: 'Builtin' },
  { id: 'custom', label: 'Custom' },
  { id: 'user', label: 'User' },
  { id: 'unavailable', label: 'Unavailable' },
];

/** All blocks; those that can’t be used stand first, each with its error. */
export function BlockList() {
  const { data: blocks, error, refetch } = useQuery(extensionBlocksQuery);
  const { data: pipelines = [] } = useQuery(pipelinesQuery);
  const [filter, setFilter] = useState<BlockFilter>('all');
  const uses = countUses(pipelines);
  const sorted = sortBlocks(blocks ?? [], filter);
  const shown = [
    ...sorted.filter(({ available }) => !available),
    ...sorted.filter(({ available }) => available),
  ];
  return (
    <section aria-label="Blocks" className="min-w-0">
      <div className="flex flex-wrap items-start gap-2">
        <SectionHead title="Blocks" />
        <div className="flex flex-wrap gap-1 pt-1">
          {filters.map(({ id, label }) => (
            <Button
              key={id}
              size="sm"
              variant={id === filter ? 'default' : 'ghost'}
              aria-pressed={id === filter}
              onClick={() => setFilter(id)}
            >
              {label} {blocks && sortBlocks(blocks, id).length}
            </Button>
          ))}
        </div>
      </div>
      <Card>
        {!blocks && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!blocks && !error && <SkeletonRows rows={6} label="Loading blocks" />}
        {blocks && shown.length === 0 && (
          <EmptyState
            title="No blocks here"
            text="Put a file into the user_blocks folder; its block appears here."
          />
        )}
        <ul>
          {shown.map((block) => (
            <BlockRow
              key={`${block.type} ${block.source}`}
              block={block}
              uses={uses.get(block.type) ?? 0}
            />
          ))}
        </ul>
      </Card>
    </section>
  );
}
