import type { ReactNode } from 'react';

/** A page: its bar with the heading and actions, and the scrolling rest. */
export function Page({
  title,
  crumb,
  status,
  actions,
  isFixed = false,
  children,
}: {
  title: string;
  /** Stands before the heading: the way up. */
  crumb?: ReactNode;
  /** Stands after the heading. */
  status?: ReactNode;
  actions?: ReactNode;
  /** What is inside fills the page and scrolls by itself. */
  isFixed?: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <title>{`${title} · DataGenFlow`}</title>
      <header className="flex h-12 flex-none items-center gap-2 border-b border-line px-6 narrow:px-4">
        {crumb}
        <h1 className="min-w-0 truncate text-16 font-semibold" title={title}>
          {title}
        </h1>
        {status}
        <div className="ml-auto flex items-center gap-2">{actions}</div>
      </header>
      {isFixed ? (
        <div className="flex min-h-0 flex-1 flex-col">{children}</div>
      ) : (
        <div className="min-h-0 flex-1 overflow-auto px-6 py-4 narrow:px-4">{children}</div>
      )}
    </>
  );
}
