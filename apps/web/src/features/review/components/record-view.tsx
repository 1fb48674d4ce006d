import type { Id, ReviewLayout } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Check, ChevronLeft, ChevronRight, Pencil, Undo2, X } from 'lucide-react';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Kbd } from '../../../ui/kbd.js';
import type { ReviewAction } from '../model/shortcuts.js';
import { recordQuery } from '../queries.js';
import { EditForm } from './edit-form.js';
import { RecordDetails } from './record-details.js';
import { RecordSkeleton } from './record-skeleton.js';
import { RecordStatusBadge } from './record-status-badge.js';

/** One record alone, with what can be decided on it. */
export function RecordView({
  id,
  layout,
  isEditing,
  position,
  onEdit,
  onAct,
}: {
  id: Id;
  layout: ReviewLayout;
  isEditing: boolean;
  /** Where it stands in the list: `3 of 120`. */
  position: string;
  onEdit: (isEditing: boolean) => void;
  onAct: (action: ReviewAction) => void;
}) {
  const { data: record, error, refetch } = useQuery(recordQuery(id));
  return (
    <article aria-label={`Record ${id}`} className="flex min-h-0 flex-1 flex-col gap-3">
      <header className="flex flex-none flex-wrap items-center gap-2">
        <Button variant="ghost" size="sm" onClick={() => onAct('back')}>
          <ArrowLeft />
          Table
        </Button>
        <h2 className="text-16 font-semibold">#{id}</h2>
        {record && <RecordStatusBadge status={record.status} />}
        {record?.edited && <Badge tone="accent">edited</Badge>}
        <span className="ml-2 text-12 text-ink-3">{position}</span>
        <div className="ml-auto flex gap-2">
          <Button aria-label="Previous record" onClick={() => onAct('previous')}>
            <ChevronLeft />
            <Kbd>p</Kbd>
          </Button>
          <Button aria-label="Next record" onClick={() => onAct('next')}>
            <Kbd>n</Kbd>
            <ChevronRight />
          </Button>
          <Button disabled={isEditing} onClick={() => onAct('edit')}>
            <Pencil />
            Edit <Kbd>e</Kbd>
          </Button>
          <Button onClick={() => onAct('reset')}>
            <Undo2 />
            Pending <Kbd>u</Kbd>
          </Button>
          <Button variant="danger" onClick={() => onAct('reject')}>
            <X />
            Reject <Kbd>r</Kbd>
          </Button>
          <Button variant="primary" onClick={() => onAct('accept')}>
            <Check />
            Accept <Kbd>a</Kbd>
          </Button>
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {!record && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!record && !error && <RecordSkeleton />}
        {record && isEditing && <EditForm key={id} record={record} onClose={() => onEdit(false)} />}
        {record && !isEditing && <RecordDetails record={record} layout={layout} />}
      </div>
    </article>
  );
}
