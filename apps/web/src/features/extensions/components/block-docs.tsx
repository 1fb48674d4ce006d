import type { BlockInfo } from '@datagenflow/contracts';
import { Code } from '../../../ui/code.js';

/** What a block does, reads, writes and takes. */
export function BlockDocs({ block }: { block: BlockInfo }) {
  const rows = [
    ['Type', block.type],
    ['Reads', block.inputs.join(', ') || 'nothing'],
    ['Writes', block.outputs.join(', ') || 'nothing'],
    ['Runs', block.scope === 'job' ? 'once, over all records' : 'in each execution'],
    ['Version', block.version],
  ];
  return (
    <div className="grid grid-cols-1 gap-2 px-4 pb-3 pl-10">
      {block.description !== '' && (
        <p className="max-w-160 whitespace-pre-line text-ink-2">{block.description}</p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-12 [&_dt]:text-ink-3">
        {rows.map(([label, text]) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd className="break-words">{text}</dd>
          </div>
        ))}
      </dl>
      <h3 className="text-12 font-semibold">Config</h3>
      <Code look="line" text={JSON.stringify(block.config_schema, null, 2)} />
    </div>
  );
}
