import type { DataRecord, Json } from '@datagenflow/contracts';
import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SelectField, TextArea, TextField } from '../../../ui/field.js';
import { focusOnMount } from '../../../ui/focus-on-mount.js';
import { fromDraft, planEdit, toDraft, type Draft } from '../model/edit-values.js';
import { useEditRecord } from '../queries.js';

const mostRows = 16;
const charactersPerRow = 90;

/** Changes the fields of a record; each keeps its type. */
export function EditForm({ record, onClose }: { record: DataRecord; onClose: () => void }) {
  const state = record.accumulated_state;
  const [drafts, setDrafts] = useState(() =>
    Object.entries(state).map(([field, value]) => ({ field, ...toDraft(value) })),
  );
  const { mutate, isPending, error } = useEditRecord(record.id);
  const results = drafts.map((draft) => ({ field: draft.field, ...fromDraft(draft) }));
  const isBroken = results.some((result) => 'problem' in result);
  const save = () => {
    const values = results.flatMap((result): [string, Json][] =>
      'value' in result ? [[result.field, result.value]] : [],
    );
    const edit = planEdit(state, Object.fromEntries(values));
    if (edit === null) return onClose();
    mutate(edit, { onSuccess: onClose });
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isBroken) save();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
  return (
    <Card title="Edit" aside="Ctrl-Enter saves, Esc leaves">
      <form
        className="grid gap-4 px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBroken) save();
        }}
      >
        {error && <ErrorNote error={error} />}
        {drafts.map((draft, index) => {
          const result = results[index];
          return (
            <ValueField
              key={draft.field}
              label={draft.field}
              draft={draft}
              isFirst={index === 0}
              problem={result && 'problem' in result ? result.problem : ''}
              onChange={(text) =>
                setDrafts(drafts.map((other) => (other === draft ? { ...draft, text } : other)))
              }
            />
          );
        })}
        <div className="flex gap-2">
          <Button type="submit" variant="primary" disabled={isBroken || isPending}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Card>
  );
}

function ValueField({
  label,
  draft: { kind, text },
  isFirst,
  problem,
  onChange,
}: {
  label: string;
  draft: Draft;
  isFirst: boolean;
  problem: string;
  onChange: (text: string) => void;
}) {
  const shared = {
    label,
    value: text,
    ref: isFirst ? focusOnMount : undefined,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  if (kind === 'boolean') {
    return (
      <SelectField {...shared} className="w-32">
        <option>true</option>
        <option>false</option>
      </SelectField>
    );
  }
  const help = problem === '' ? undefined : <span className="text-bad">{problem}</span>;
  const checked = { help, 'aria-invalid': problem !== '' };
  if (kind === 'number') {
    return <TextField {...shared} {...checked} inputMode="decimal" className="w-52" />;
  }
  const lines = text.split('\n').length + Math.floor(text.length / charactersPerRow);
  return (
    <TextArea
      {...shared}
      {...checked}
      rows={Math.min(mostRows, Math.max(2, lines))}
      spellCheck={kind === 'text'}
      {...(kind === 'json' ? { style: { fontFamily: 'var(--font-mono)', fontSize: 12 } } : {})}
    />
  );
}
