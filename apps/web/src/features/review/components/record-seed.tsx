import type { DataRecord } from '@datagenflow/contracts';
import { Card } from '../../../ui/card.js';
import { JsonValue } from '../../../ui/json-value.js';

/** What the execution started from. */
export function RecordSeed({ record }: { record: DataRecord }) {
  const variables = Object.entries(record.metadata);
  return (
    <Card
      title="Metadata"
      aside={`seed ${record.seed_index + 1}, repetition ${record.repetition + 1}`}
    >
      {variables.length === 0 && (
        <p className="px-4 py-3 text-ink-2">The seed carried no variables.</p>
      )}
      <dl className="grid gap-3 px-4 py-3">
        {variables.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[120px_minmax(0,1fr)] gap-4">
            <dt className="text-12 leading-6 break-words text-ink-3">{name}</dt>
            <dd>
              <JsonValue value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
