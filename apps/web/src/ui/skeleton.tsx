import { clsx } from 'clsx';
import { Loading } from './loading.js';

/** A grey bar in the shape of what is coming; size by class. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={clsx('skeleton block h-3', className)} />;
}

/** Rows of a table that is on its way. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <Loading label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          className="flex h-10 items-center gap-6 border-b border-line px-4 last:border-0"
        >
          <Skeleton className="w-12" />
          <Skeleton className="w-40" />
          <Skeleton className="w-24" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </Loading>
  );
}
