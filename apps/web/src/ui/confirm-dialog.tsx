import type { ReactNode } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ErrorNote } from './error-note.js';

/** Asks before something goes; the text names what. */
export function ConfirmDialog({
  title,
  confirm,
  isBusy = false,
  error,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  /** What the button says: the deed, never just “OK”. */
  confirm: string;
  isBusy?: boolean;
  error?: Error | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" disabled={isBusy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="text-ink-2">{children}</div>
        {error && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
