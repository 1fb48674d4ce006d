import type { Pipeline } from '@datagenflow/contracts';
import { SelectField } from '../../../ui/field.js';
import { useToast } from '../../../ui/toaster.js';
import type { ReviewSearch } from '../model/review-search.js';
import { useSetLayout } from '../queries.js';

const mostIndexed = 4;
const fixed = [
  { value: '-id', label: 'Newest first' },
  { value: 'id', label: 'Oldest first' },
  { value: '-cost', label: 'Cost, highest first' },
  { value: 'cost', label: 'Cost, lowest first' },
];

/** The order of the table. A field that is not indexed is indexed first. */
export function SortField({
  search,
  fields,
  pipeline,
  onChange,
}: {
  search: ReviewSearch;
  fields: readonly string[];
  pipeline: Pipeline | undefined;
  onChange: (part: Partial<ReviewSearch>) => void;
}) {
  const setLayout = useSetLayout();
  const toast = useToast();
  const indexed = pipeline?.validation_config.indexed_fields ?? [];
  const chosen = search.sort.replace(/^-?accumulated_state\./, '');
  const offered = pipeline ? [...new Set([...indexed, ...fields])] : [];
  const choose = (sort: string) => {
    const field = /^-?accumulated_state\.(.+)$/.exec(sort)?.[1];
    if (!pipeline || field === undefined || indexed.includes(field)) return onChange({ sort });
    const indexed_fields = [...indexed.slice(1 - mostIndexed), field];
    setLayout.mutate(
      { pipelineId: pipeline.id, layout: { ...pipeline.validation_config, indexed_fields } },
      {
        onSuccess: () => {
          toast({ text: `Indexing ${field}; the table is sorted when that is done.` });
          onChange({ sort });
        },
        onError: (error) => toast({ text: error.message, isError: true }),
      },
    );
  };
  return (
    <SelectField
      label="Order"
      isLabelHidden
      className="w-52"
      disabled={setLayout.isPending}
      value={search.sort}
      onChange={({ target }) => choose(target.value)}
    >
      {fixed.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
      {offered.map((field) => (
        <FieldOptions key={field} field={field} />
      ))}
      {search.sort.includes('accumulated_state.') && !offered.includes(chosen) && (
        <FieldOptions field={chosen} />
      )}
    </SelectField>
  );
}

function FieldOptions({ field }: { field: string }) {
  return (
    <>
      <option value={`-accumulated_state.${field}`}>{field}, highest first</option>
      <option value={`accumulated_state.${field}`}>{field}, lowest first</option>
    </>
  );
}
