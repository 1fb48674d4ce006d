import { clsx } from 'clsx';
import { fillTone, type Tone } from './tone.js';

/** A part of the bar, between 0 and 1. */
export interface MeterPart {
  share: number;
  tone: Tone;
}

/** A progress bar made of parts. `value`, between 0 and 1, is what screen readers hear. */
export function Meter({
  label,
  value,
  parts,
  size = 'sm',
}: {
  label: string;
  value: number;
  parts: readonly MeterPart[];
  size?: 'sm' | 'lg';
}) {
  return (
    <div>
      <progress className="sr-only" aria-label={label} value={value} />
      <div
        aria-hidden
        className={clsx(
          'flex gap-px overflow-hidden bg-track',
          size === 'lg' ? 'h-2 rounded-4' : 'h-1 rounded-2',
        )}
      >
        {parts
          .filter(({ share }) => share > 0)
          .map(({ share, tone }) => (
            <span
              key={tone}
              className={clsx('transition-[width]', fillTone[tone])}
              style={{ width: `${share * 100}%` }}
            />
          ))}
      </div>
    </div>
  );
}
