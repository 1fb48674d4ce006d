import { clsx } from 'clsx';
import { formatCount } from '../../../ui/format/number.js';
import { fillTone } from '../../../ui/tone.js';
import type { JobProgress } from '../model/job-progress.js';

/** What the parts of the progress bar mean, with their counts. */
export function ProgressLegend({ progress }: { progress: JobProgress }) {
  const parts = [
    { label: 'Records', count: progress.records, fill: fillTone.accent },
    { label: 'Filtered', count: progress.filtered, fill: fillTone.neutral },
    { label: 'Failed', count: progress.failed, fill: fillTone.bad },
    { label: 'In flight', count: progress.inFlight, fill: 'bg-accent-line' },
    {
      label: 'Waiting',
      count: progress.waiting,
      fill: 'bg-track ring-1 ring-inset ring-line-strong',
    },
  ];
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1 text-12 text-ink-2">
      {parts.map(({ label, count, fill }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden className={clsx('size-2 rounded-2', fill)} />
          {label} <span className="font-semibold text-ink">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}
