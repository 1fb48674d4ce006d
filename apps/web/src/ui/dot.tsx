import { clsx } from 'clsx';
import { fillTone, type Tone } from './tone.js';

/** The dot before a status; it pulses while something goes on. */
export function Dot({ tone, isLive = false }: { tone: Tone; isLive?: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-block size-2 flex-none rounded-full',
        fillTone[tone],
        isLive && 'live',
      )}
    />
  );
}
