import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { softTone, type Tone } from './tone.js';

/** A short word about a thing. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 rounded-4 px-1.5 text-11 whitespace-nowrap',
        softTone[tone],
      )}
    >
      {children}
    </span>
  );
}
