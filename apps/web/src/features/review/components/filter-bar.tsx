import { FIELD_OPERATORS, type FieldOperator, type Pipeline } from '@datagenflow/contracts';
import { Plus, RefreshCw, Search, X } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { Button } from '../../../ui/button.js';
import { SelectField, TextField } from '../../../ui/field.js';
import { focusOnMount } from '../../../ui/focus-on-mount.js';
import { Kbd } from '../../../ui/kbd.js';
import type { Condition, ReviewSearch } from '../model/review-search.js';
import { SortField } from './sort-field.js';

const operatorNames: Record<FieldOperator, string> = {
  eq: 'is',
  ne: 'is not',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  contains: 'contains',
  exists: 'exists',
};

/** Search, conditions and order of the table. */
export function FilterBar({
  search,
  paths,
  fields,
  pipeline,
  input,
  onChange,
  onRefresh,
}: {
  search: ReviewSearch;
  /** What conditions may speak of. */
  paths: readonly string[];
  /** What records may be sorted by, of the pipeline. */
  fields: readonly string[];
  pipeline: Pipeline | undefined;
  input: RefObject<HTMLInputElement | null>;
  onChange: (part: Partial<ReviewSearch>) => void;
  onRefresh: () => void;
}) {
  const [text, setText] = useState(search.q);
  const [isAdding, setAdding] = useState(false);
  const { conditions } = search;
  return (
    <div className="flex flex-none flex-wrap items-center gap-2">
      <search>
        <form
          className="relative w-64"
          onSubmit={(event) => {
            event.preventDefault();
            onChange({ q: text.trim() });
          }}
        >
          <Search className="absolute top-2 left-2 text-ink-3" />
          <input
            ref={input}
            type="search"
            aria-label="Search all fields"
            placeholder="Search all fields"
            className="h-8 w-full rounded-6 border border-line-control bg-surface pr-8 pl-8 placeholder:text-ink-3"
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              if (target.value === '' && search.q !== '') onChange({ q: '' });
            }}
            onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
          />
          {text === '' && (
            <span aria-hidden className="absolute top-1.5 right-2">
              <Kbd>/</Kbd>
            </span>
          )}
        </form>
      </search>
      <ul aria-label="Filters" className="contents">
        {conditions.map((condition) => (
          <li
            key={`${condition.field} ${condition.operator}`}
            className="flex h-6 items-center gap-1 rounded-4 bg-accent-soft pl-2 text-12 text-accent-ink"
          >
            {describe(condition)}
            <button
              type="button"
              aria-label={`Remove the filter ${describe(condition)}`}
              title="Remove"
              className="grid size-6 place-items-center"
              onClick={() =>
                onChange({ conditions: conditions.filter((other) => other !== condition) })
              }
            >
              <X className="size-3" />
            </button>
          </li>
        ))}
      </ul>
      {!isAdding && (
        <Button variant="ghost" onClick={() => setAdding(true)}>
          <Plus />
          Filter
        </Button>
      )}
      <div className="ml-auto flex items-center gap-2">
        <SortField {...{ search, fields, pipeline, onChange }} />
        <Button variant="ghost" aria-label="Read again" title="Read again" onClick={onRefresh}>
          <RefreshCw />
        </Button>
      </div>
      {isAdding && (
        <ConditionForm
          paths={paths}
          onCancel={() => setAdding(false)}
          onAdd={(added) => {
            setAdding(false);
            const others = conditions.filter(
              ({ field, operator }) => field !== added.field || operator !== added.operator,
            );
            onChange({ conditions: [...others, added] });
          }}
        />
      )}
    </div>
  );
}

function ConditionForm({
  paths,
  onAdd,
  onCancel,
}: {
  paths: readonly string[];
  onAdd: (condition: Condition) => void;
  onCancel: () => void;
}) {
  const [condition, setCondition] = useState<Condition>({
    field: paths[0] ?? 'id',
    operator: 'contains',
    value: '',
  });
  const isExistence = condition.operator === 'exists';
  return (
    <form
      aria-label="New filter"
      className="flex w-full flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(isExistence && condition.value === '' ? { ...condition, value: 'true' } : condition);
      }}
    >
      <SelectField
        label="Field"
        className="w-64"
        ref={focusOnMount}
        value={condition.field}
        onChange={({ target }) => setCondition({ ...condition, field: target.value })}
      >
        {paths.map((path) => (
          <option key={path} value={path}>
            {path.replace('accumulated_state.', '')}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Comparison"
        className="w-28"
        value={condition.operator}
        onChange={({ target }) =>
          setCondition({ ...condition, operator: target.value as FieldOperator })
        }
      >
        {FIELD_OPERATORS.map((operator) => (
          <option key={operator} value={operator}>
            {operatorNames[operator]}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Value"
        className="w-52"
        required={!isExistence}
        placeholder={isExistence ? 'true' : ''}
        value={condition.value}
        onChange={({ target }) => setCondition({ ...condition, value: target.value })}
      />
      <Button type="submit">Add</Button>
      <Button variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}

function describe({ field, operator, value }: Condition): string {
  return `${field.replace('accumulated_state.', '')} ${operatorNames[operator]} ${value}`;
}
