import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';
import { Button } from './button.js';

const shownMs = 8_000;

/** A short message about what was just done, with one thing to do about it. */
export interface Toast {
  text: string;
  isError?: boolean;
  action?: { label: string; onSelect: () => void };
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Shows a message at the foot of the page for a while; a newer one takes its place. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

/** Where messages appear. Once, around everything. */
export function Toaster({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = useCallback(() => setToast(null), []);
  const show = useCallback(
    (next: Toast) => {
      clearTimeout(timer.current);
      setToast(next);
      timer.current = setTimeout(hide, shownMs);
    },
    [hide],
  );
  return (
    <ToastContext value={show}>
      {children}
      <output className="pointer-events-none fixed inset-x-0 bottom-28 z-20 grid justify-items-center px-4">
        {toast && (
          <span
            className={clsx(
              'pointer-events-auto flex max-w-160 items-center gap-2 rounded-8 border border-line bg-raised py-2 pr-2 pl-4 shadow-2',
              toast.isError && 'text-bad',
            )}
          >
            <span className="min-w-0 break-words">{toast.text}</span>
            {toast.action && (
              <Button
                size="sm"
                onClick={() => {
                  toast.action?.onSelect();
                  hide();
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <Button
              variant="ghost"
              size="sm"
              aria-label="Hide message"
              title="Hide message"
              onClick={hide}
            >
              <X />
            </Button>
          </span>
        )}
      </output>
    </ToastContext>
  );
}
