import { categoryColor } from './category-color.js';

/** The square that stands for a block's category. */
export function BlockSquare({ category }: { category: string }) {
  return (
    <span
      aria-hidden
      className="inline-block size-2 flex-none rounded-2"
      style={{ backgroundColor: categoryColor(category) }}
    />
  );
}

/** A block in a list of blocks. */
export function BlockChip({ name, category }: { name: string; category: string }) {
  return (
    <span
      className="inline-flex h-5 items-center gap-1.5 rounded-4 border border-line bg-surface px-1.5 text-11 whitespace-nowrap text-ink-2"
      title={`${name}, ${category}`}
    >
      <BlockSquare category={category} />
      {name}
    </span>
  );
}
