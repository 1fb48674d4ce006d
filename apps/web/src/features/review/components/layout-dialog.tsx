import type { Pipeline, RecordFilter } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { CheckField, SelectField } from '../../../ui/field.js';
import { findRecords } from '../../../api/records.js';
import { arrangeFields, listFields } from '../model/arrange-fields.js';
import { moveRow, toLayout, toRows, type LayoutRow } from '../model/layout-rows.js';
import { useSetLayout } from '../queries.js';

const sampled = 50;

/** Says which fields of a pipeline are shown large, small or not at all, and which are indexed. */
export function LayoutDialog({
  pipeline,
  filter,
  onClose,
}: {
  pipeline: Pipeline;
  filter: RecordFilter;
  onClose: () => void;
}) {
  const { data, error } = useQuery({
    queryKey: ['review', 'fields', filter],
    queryFn: ({ signal }) => findRecords(filter, { limit: sampled }, signal),
  });
  if (!data) {
    return (
      <Dialog title="Layout" onClose={onClose}>
        {error ? <ErrorNote error={error} /> : 'Loading fields…'}
      </Dialog>
    );
  }
  const order = arrangeFields(
    listFields(data.items),
    pipeline.validation_config,
    data.items[0]?.accumulated_state,
  );
  return <LayoutForm pipeline={pipeline} initial={toRows(order, pipeline)} onClose={onClose} />;
}

function LayoutForm({
  pipeline,
  initial,
  onClose,
}: {
  pipeline: Pipeline;
  initial: LayoutRow[];
  onClose: () => void;
}) {
  const [rows, setRows] = useState(initial);
  const { mutate, isPending, error } = useSetLayout();
  const change = (at: number, part: Partial<LayoutRow>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <Dialog
      title={`Layout of ${pipeline.name}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={isPending}
            onClick={() =>
              mutate({ pipelineId: pipeline.id, layout: toLayout(rows) }, { onSuccess: onClose })
            }
          >
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p className="text-12 text-ink-3">
          Primary fields are the columns of the table and stand large in a record. Up to four fields
          may be indexed: sorted and filtered fast.
        </p>
        {error && <ErrorNote error={error} />}
        <ul>
          {rows.map(({ field, place, isIndexed }, at) => (
            <li
              key={field}
              className="flex min-h-10 items-center gap-3 border-b border-line last:border-0"
            >
              <span className="min-w-0 flex-1 truncate font-medium" title={field}>
                {field}
              </span>
              <CheckField
                label="Indexed"
                checked={isIndexed}
                onChange={({ target }) => change(at, { isIndexed: target.checked })}
              />
              <SelectField
                label={`Place of ${field}`}
                isLabelHidden
                className="w-32"
                value={place}
                onChange={({ target }) => change(at, { place: target.value as LayoutRow['place'] })}
              >
                <option value="primary">Primary</option>
                <option value="secondary">Secondary</option>
                <option value="hidden">Hidden</option>
              </SelectField>
              <Button
                variant="ghost"
                size="sm"
                aria-label={`Move ${field} up`}
                disabled={at === 0}
                onClick={() => setRows(moveRow(rows, at, -1))}
              >
                <ArrowUp />
              </Button>
              <Button
                variant="ghost"
                size="sm"
                aria-label={`Move ${field} down`}
                disabled={at === rows.length - 1}
                onClick={() => setRows(moveRow(rows, at, 1))}
              >
                <ArrowDown />
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
