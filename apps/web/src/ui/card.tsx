import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';

/** A card; with a title it is a labelled region. */
export function Card({
  title,
  aside,
  className,
  children,
}: {
  title?: string;
  /** Right end of the head. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={clsx('min-w-0 rounded-8 border border-line bg-surface', className)}
    >
      {title !== undefined && (
        <header className="flex h-10 items-center gap-2 border-b border-line px-4">
          <h2 id={id} className="text-14 font-semibold">
            {title}
          </h2>
          <div className="ml-auto text-12 text-ink-3">{aside}</div>
        </header>
      )}
      {children}
    </section>
  );
}
