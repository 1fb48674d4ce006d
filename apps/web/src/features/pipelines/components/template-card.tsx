import type { TemplateInfo } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { BlockStrip } from '../../../ui/block-strip.js';

/** A template in the gallery; choosing it opens its panel. */
export function TemplateCard({
  template,
  isChosen,
  onChoose,
}: {
  template: TemplateInfo;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const findBlock = useBlockCatalog();
  const blocks = template.blocks.map(findBlock);
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={clsx(
        'flex h-full min-h-26 w-full flex-col gap-1 rounded-8 border bg-surface p-3 text-left',
        isChosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-line-strong',
      )}
    >
      <span className="w-full font-semibold break-words">{template.name}</span>
      <span className="line-clamp-2 text-12 text-ink-2" title={template.description}>
        {template.description}
      </span>
      <span className="mt-auto flex w-full items-center gap-2 pt-1 text-11 text-ink-3">
        <span className="flex-none">
          <BlockStrip blocks={blocks} />
        </span>
        <span className="min-w-0 truncate">{blocks.map(({ name }) => name).join(' · ')}</span>
      </span>
    </button>
  );
}
