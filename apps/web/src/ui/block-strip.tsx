import { BlockSquare } from './block-chip.js';

/** The blocks of a pipeline as squares; their names are in the title. */
export function BlockStrip({ blocks }: { blocks: readonly { name: string; category: string }[] }) {
  return (
    <span
      className="flex max-w-30 flex-wrap justify-end gap-[3px]"
      title={blocks.map(({ name }) => name).join(', ')}
    >
      {blocks.map(({ category }, index) => (
        <BlockSquare key={index} category={category} />
      ))}
    </span>
  );
}
