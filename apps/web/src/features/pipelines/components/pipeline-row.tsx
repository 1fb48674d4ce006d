import type { Pipeline } from '@datagenflow/contracts';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { BlockStrip } from '../../../ui/block-strip.js';
import { FileButton } from '../../../ui/file-button.js';
import { table } from '../../../ui/table.js';
import { When } from '../../../ui/when.js';
import { seedFileTypes } from '../model/seed-file-types.js';

/** One stored pipeline. */
export function PipelineRow({
  pipeline,
  isBusy,
  onRun,
}: {
  pipeline: Pipeline;
  isBusy: boolean;
  onRun: (seeds: File) => void;
}) {
  const findBlock = useBlockCatalog();
  const blocks = pipeline.definition.blocks.map(({ type }) => findBlock(type));
  return (
    <tr className={table.row}>
      <td className={table.cell}>
        {pipeline.name} <span className="text-12 text-ink-3">#{pipeline.id}</span>
      </td>
      <td className={table.cell}>
        <span className="flex items-center gap-2">
          <BlockStrip blocks={blocks} />
          <span className="text-12 text-ink-2">
            {blocks.length} {blocks.length === 1 ? 'block' : 'blocks'}
          </span>
        </span>
      </td>
      <td className={table.cell}>
        <When at={pipeline.updated_at} />
      </td>
      <td className={`${table.cell} ${table.number}`}>
        <FileButton
          label="Run with seeds"
          description={`Run with seeds: ${pipeline.name} #${pipeline.id}`}
          accept={seedFileTypes}
          size="sm"
          disabled={isBusy}
          onFile={onRun}
        />
      </td>
    </tr>
  );
}
