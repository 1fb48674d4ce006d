import type { ReactNode } from 'react';

/** Says in one sentence why nothing is here, and offers the way on. */
export function EmptyState({
  title,
  text,
  action,
}: {
  title: string;
  text: string;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 p-6 text-center">
      <p className="font-semibold">{title}</p>
      <p className="max-w-[44ch] text-ink-2">{text}</p>
      {action}
    </div>
  );
}
