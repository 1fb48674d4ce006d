import type { ReactNode } from 'react';

/** A number with what it counts. */
export function Stat({
  label,
  value,
  unit,
  note,
}: {
  label: string;
  value: string;
  unit?: string;
  note?: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-ink-3">{label}</dt>
      <dd>
        <div className="truncate text-20 font-semibold tracking-tight" title={value}>
          {value}
          {unit !== undefined && (
            <span className="ml-1 text-12 font-normal tracking-normal text-ink-3">{unit}</span>
          )}
        </div>
        {note !== undefined && <div className="text-12 text-ink-3">{note}</div>}
      </dd>
    </div>
  );
}
