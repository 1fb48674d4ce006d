import { formatWhen } from './format/time.js';
import { useNow } from './use-now.js';

/** A point in time, told relative to now; the whole of it is in the title. */
export function When({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en-GB')}>
      {formatWhen(at, now)}
    </time>
  );
}
