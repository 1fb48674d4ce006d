import type { Job, Pipeline } from '@datagenflow/contracts';
import { Link } from 'react-router';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { buttonClass } from '../../../ui/button.js';
import { BlockStrip } from '../../../ui/block-strip.js';
import { FileButton } from '../../../ui/file-button.js';
import { table } from '../../../ui/table.js';
import { When } from '../../../ui/when.js';
import { PipelineMenu } from './pipeline-menu.js';
import { seedFileTypes } from '../../../api/seed-file-types.js';

/** One stored pipeline. */
export function PipelineRow({
  pipeline,
  lastJob,
  isBusy,
  onRun,
}: {
  pipeline: Pipeline;
  lastJob: Job | undefined;
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
      <td className={table.cell}>
        {lastJob && (
          <Link to={`/jobs/${lastJob.id}`} className={table.link}>
            {lastJob.status}
          </Link>
        )}
      </td>
      <td className={table.cell}>
        <span className="flex items-center justify-end gap-2">
          <Link
            to={`/generate?pipeline=${pipeline.id}`}
            aria-label={`Generate: ${pipeline.name} #${pipeline.id}`}
            className={buttonClass({ size: 'sm' })}
          >
            Generate
          </Link>
          <FileButton
            label="Run with seeds"
            description={`Run with seeds: ${pipeline.name} #${pipeline.id}`}
            accept={seedFileTypes}
            size="sm"
            disabled={isBusy}
            onFile={onRun}
          />
          <PipelineMenu pipeline={pipeline} />
        </span>
      </td>
    </tr>
  );
}
