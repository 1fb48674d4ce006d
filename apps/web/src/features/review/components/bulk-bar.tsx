import type { BulkAction } from '@datagenflow/contracts';
import { Check, Trash2, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { formatCount } from '../../../ui/format/number.js';
import { Kbd } from '../../../ui/kbd.js';

/** What can be done with the selected records. */
export function BulkBar({
  count,
  total,
  isAll,
  onAll,
  onClear,
  onDecide,
}: {
  count: number;
  /** Records that match the filter. */
  total: number;
  isAll: boolean;
  onAll: () => void;
  onClear: () => void;
  onDecide: (action: BulkAction) => void;
}) {
  const [isAsking, setAsking] = useState(false);
  const named = `${formatCount(count)} ${count === 1 ? 'record' : 'records'}`;
  return (
    <div
      role="toolbar"
      aria-label="Selected records"
      className="flex flex-none flex-wrap items-center gap-2 border-t border-line bg-raised px-6 py-2 narrow:px-4"
    >
      <span className="font-semibold">{formatCount(count)} selected</span>
      {!isAll && count < total && (
        <Button variant="ghost" size="sm" onClick={onAll}>
          Select all {formatCount(total)}
        </Button>
      )}
      <span className="mx-2 h-5 border-l border-line" />
      <Button onClick={() => onDecide('accept')}>
        <Check />
        Accept <Kbd>a</Kbd>
      </Button>
      <Button onClick={() => onDecide('reject')}>
        <X />
        Reject <Kbd>r</Kbd>
      </Button>
      <Button onClick={() => onDecide('reset')}>
        <Undo2 />
        Pending <Kbd>u</Kbd>
      </Button>
      <Button variant="danger" onClick={() => setAsking(true)}>
        <Trash2 />
        Delete
      </Button>
      <Button variant="ghost" className="ml-auto" onClick={onClear}>
        Clear <Kbd>Esc</Kbd>
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={`Delete ${named}?`}
          confirm={`Delete ${named}`}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onDecide('delete');
          }}
        >
          {isAll ? 'All records that match the filter go' : 'The selected records go'}, with their
          traces and decisions. Undo brings them back for 30 days.
        </ConfirmDialog>
      )}
    </div>
  );
}
