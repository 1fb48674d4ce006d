import type { LogEntry } from './log.js';
import { stackOf, stateText } from './entry-texts.js';

/**
 * An entry for people: `2026-01-31 10:15:32 [INFO] [a1b2c3d4] Pipeline 'QA' started (3 blocks)`, with
 * the first 8 characters of its trace id, and the stack of its error on lines of its own.
 */
export function textLine({ time, level, message, traceId, state, error, scrub }: LogEntry): string {
  const head = [timeOf(time), `[${level.toUpperCase()}]`];
  if (traceId !== undefined) head.push(`[${traceId.slice(0, 8)}]`);
  const text = [...head, onOneLine(scrub(message))];
  if (state !== undefined) text.push(stateText(state, scrub));
  const stack = error === undefined ? [] : stackOf(error, scrub);
  return `${text.join(' ')}\n${stack.map((line) => `    ${line}\n`).join('')}`;
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
