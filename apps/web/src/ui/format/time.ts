const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateAndYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `just now`, `2 min ago`, `14:03`, `14 Jul`, `14 Jul 2025`, as far away as needed. */
export function formatWhen(timestamp: string, now: Date): string {
  const then = new Date(timestamp);
  const age = now.getTime() - then.getTime();
  if (age < 10_000) return 'just now';
  if (age < minute) return `${Math.floor(age / 1000)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day && then.getDate() === now.getDate()) return clock.format(then);
  return then.getFullYear() === now.getFullYear() ? date.format(then) : dateAndYear.format(then);
}

/** `0.21 s`, `41.2 s`, `8 min 52 s`, `2 h 03 min` */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
