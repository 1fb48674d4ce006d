import type { Clock } from '@datagenflow/contracts';

const MAX_STATE = 4 * 1024;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What belongs to a line beside its message. */
export interface LogDetail {
  /** What it happened to; the line shows its first 8 characters. */
  traceId?: string;
  /** Shown as JSON, up to 4 KB. */
  state?: object;
  /** Shown with its stack. */
  error?: unknown;
}

/** Writes lines such as `2026-01-31 10:15:32 [INFO] [a1b2c3d4] Pipeline 'QA' started (3 blocks)`. */
export type Log = (level: LogLevel, message: string, detail?: LogDetail) => void;

/** What a log needs. */
export interface LogOptions {
  /** Takes one or more whole lines. */
  write: (text: string) => void;
  /** Takes secrets out of a text. */
  scrub: (text: string) => string;
  clock: Pick<Clock, 'date'>;
}

/** A log whose every entry starts on a line of its own, and can’t look like two. */
export function createLog({ write, scrub, clock }: LogOptions): Log {
  return (level, message, { traceId, state, error } = {}) => {
    const head = [timeOf(clock.date()), `[${level.toUpperCase()}]`];
    if (traceId !== undefined) head.push(`[${traceId.slice(0, 8)}]`);
    const text = [...head, onOneLine(scrub(message))];
    if (state !== undefined) text.push(shorten(scrub(JSON.stringify(state))));
    write(`${text.join(' ')}\n${error === undefined ? '' : scrub(stackOf(error))}`);
  };
}

/** Local time to the second. */
function timeOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}

function shorten(text: string): string {
  return text.length > MAX_STATE ? `${text.slice(0, MAX_STATE)} …` : text;
}

function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 5; cause = cause.cause) {
    parts.push(cause.stack ?? cause.message);
  }
  const lines = (parts.length === 0 ? [String(error)] : parts).join('\n').split('\n');
  return lines.map((line) => `    ${line.trim()}\n`).join('');
}
