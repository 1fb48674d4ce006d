import type { Clock } from '@datagenflow/contracts';
import { jsonLine } from './json-line.js';
import { textLine } from './text-line.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How the lines of a log are written: for people, or for programs. */
export type LogFormat = 'text' | 'json';

/** What belongs to a line beside its message. */
export interface LogDetail {
  /** What it happened to: a job, an execution (`<job>-<execution>`), a request. */
  traceId?: string;
  /** Shown as JSON, up to 4 KB. */
  state?: object;
  /** Shown with its stack. */
  error?: unknown;
}

/** Writes one entry. */
export type Log = (level: LogLevel, message: string, detail?: LogDetail) => void;

/** One entry, and what takes secrets out of its texts. */
export interface LogEntry extends LogDetail {
  time: Date;
  level: LogLevel;
  message: string;
  scrub: (text: string) => string;
}

/** What a log needs. */
export interface LogOptions {
  format: LogFormat;
  /** Takes one or more whole lines. */
  write: (text: string) => void;
  /** Takes secrets out of a text. */
  scrub: (text: string) => string;
  clock: Pick<Clock, 'date'>;
}

/** A log whose every entry starts on a line of its own, and can’t look like two. */
export function createLog({ format, write, scrub, clock }: LogOptions): Log {
  const toLine = format === 'json' ? jsonLine : textLine;
  return (level, message, detail) =>
    write(toLine({ time: clock.date(), level, message, scrub, ...detail }));
}
