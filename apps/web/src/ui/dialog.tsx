import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button.js';

/** A modal window. It is open as long as it is drawn; Escape and the cross ask to close it. */
export function Dialog({
  title,
  onClose,
  actions,
  children,
}: {
  title: string;
  onClose: () => void;
  /** Buttons at its foot. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto max-h-[calc(100vh-64px)] w-160 max-w-[calc(100vw-64px)] flex-col rounded-8 border border-line bg-raised p-0 text-ink shadow-2 open:flex backdrop:bg-black/40"
    >
      <header className="flex h-12 flex-none items-center gap-2 border-b border-line px-4">
        <h2 id={id} className="min-w-0 truncate text-14 font-semibold">
          {title}
        </h2>
        <Button
          variant="ghost"
          size="sm"
          className="ml-auto"
          aria-label="Close"
          title="Close"
          onClick={onClose}
        >
          <X />
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-4 py-3">{children}</div>
      {actions !== undefined && (
        <footer className="flex flex-none justify-end gap-2 border-t border-line px-4 py-3">
          {actions}
        </footer>
      )}
    </dialog>
  );
}
