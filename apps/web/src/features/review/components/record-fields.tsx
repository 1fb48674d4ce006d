import type { JsonObject } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { JsonValue } from '../../../ui/json-value.js';

/** Fields that the blocks wrote, large enough to read. */
export function RecordFields({
  title,
  state,
  fields,
  isLarge = false,
}: {
  title: string;
  state: JsonObject;
  fields: readonly string[];
  isLarge?: boolean;
}) {
  return (
    <Card title={title} aside={fields.length === 1 ? '1 field' : `${fields.length} fields`}>
      {fields.length === 0 ? (
        <EmptyState title="No fields" text="The blocks of this pipeline wrote nothing." />
      ) : (
        <dl className="px-4">
          {fields.map((name) => (
            <div
              key={name}
              className={clsx(
                'grid grid-cols-[120px_minmax(0,1fr)] gap-4 border-b border-line last:border-0',
                isLarge ? 'py-4' : 'py-2',
              )}
            >
              <dt className="text-12 leading-6 font-semibold break-words">{name}</dt>
              <dd className="min-w-0">
                <JsonValue value={state[name] ?? null} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
