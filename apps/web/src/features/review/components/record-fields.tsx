import type { JsonObject } from '@datagenflow/contracts';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { JsonValue } from '../../../ui/json-value.js';

/** Every field that the blocks wrote, large enough to read. */
export function RecordFields({ state }: { state: JsonObject }) {
  const fields = Object.entries(state);
  return (
    <Card title="Fields" aside={fields.length === 1 ? '1 field' : `${fields.length} fields`}>
      {fields.length === 0 ? (
        <EmptyState title="No fields" text="The blocks of this pipeline wrote nothing." />
      ) : (
        <dl className="px-4">
          {fields.map(([name, value]) => (
            <div
              key={name}
              className="grid grid-cols-[120px_minmax(0,1fr)] gap-4 border-b border-line py-4 last:border-0"
            >
              <dt className="text-12 leading-6 font-semibold break-words">{name}</dt>
              <dd className="min-w-0">
                <JsonValue value={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
