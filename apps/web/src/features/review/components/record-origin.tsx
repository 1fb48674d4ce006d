import type { DataRecord } from '@datagenflow/contracts';
import { Card } from '../../../ui/card.js';
import { countTokens, formatCost, formatTokens } from '../../../ui/format/number.js';
import { When } from '../../../ui/when.js';

/** Models, usage, cost and time of a record. */
export function RecordOrigin({ record }: { record: DataRecord }) {
  const { usage, models } = record;
  return (
    <Card title="Origin">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-4 py-3 text-12 [&>dt]:text-ink-3">
        <dt>Models</dt>
        <dd>{models.length === 0 ? 'none' : models.join(', ')}</dd>
        <dt>Tokens</dt>
        <dd>
          {formatTokens(countTokens(usage))}
          {usage.estimated === true && ' (estimated)'}
        </dd>
        <dt>Cost</dt>
        <dd>{formatCost(record.cost)}</dd>
        {record.branch !== '' && (
          <>
            <dt>Branch</dt>
            <dd>{record.branch}</dd>
          </>
        )}
        <dt>Created</dt>
        <dd>
          <When at={record.created_at} />
        </dd>
      </dl>
    </Card>
  );
}
