import type { Id, Json, RecordChange } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card } from '../../../ui/card.js';
import { Dot } from '../../../ui/dot.js';
import { showInline } from '../../../ui/show-json.js';
import { When } from '../../../ui/when.js';
import { listDifferences } from '../model/list-differences.js';
import { recordChangesQuery } from '../queries.js';

const kinds: Record<RecordChange['kind'], string> = {
  status: 'decided',
  edit: 'edited',
  delete: 'deleted',
  undo: 'undone',
};

/** What happened to a record since it was made, with what each change replaced. */
export function RecordHistory({ id }: { id: Id }) {
  const { data: changes = [] } = useQuery(recordChangesQuery(id));
  if (changes.length === 0) return null;
  return (
    <Card title="History">
      <ol className="grid gap-2 px-4 py-3 text-12">
        {changes.map((change) => (
          <li key={change.id} className="grid gap-1">
            <span className="flex items-center gap-2">
              <Dot tone={change.kind === 'edit' ? 'accent' : 'neutral'} />
              <span className="font-semibold">{kinds[change.kind]}</span>
              {change.actor !== '' && <span>by {change.actor}</span>}
              <span className="ml-auto text-ink-3">
                <When at={change.created_at} />
              </span>
            </span>
            {listDifferences(change.before, change.after).map(({ path, before, after }) => (
              <span key={path} className="min-w-0 pl-4 break-words">
                <span className="text-ink-3">{path}: </span>
                {before !== undefined && (
                  <del className="rounded-2 bg-bad-soft px-1 text-bad">{show(before)}</del>
                )}{' '}
                {after !== undefined && (
                  <ins className="rounded-2 bg-ok-soft px-1 text-ok no-underline">
                    {show(after)}
                  </ins>
                )}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const longest = 300;

function show(value: Json): string {
  const text = showInline(value);
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
}
