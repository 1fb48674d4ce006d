import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';

/** A row that opens. What is inside is only made once it is open. */
export function Disclosure({
  summary,
  isInitiallyOpen = false,
  children,
}: {
  summary: ReactNode;
  isInitiallyOpen?: boolean;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(isInitiallyOpen);
  const id = useId();
  return (
    <div className={clsx(isOpen && 'bg-hover')}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-9 w-full items-center gap-2 px-4 text-left -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight className={clsx('text-ink-3 transition-transform', isOpen && 'rotate-90')} />
        {summary}
      </button>
      {isOpen && <div id={id}>{children}</div>}
    </div>
  );
}
