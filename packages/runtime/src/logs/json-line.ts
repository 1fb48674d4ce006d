import { DataGenFlowError } from '@datagenflow/contracts';
import { stackOf, stateText } from './entry-texts.js';
import type { LogEntry } from './log.js';

/**
 * An entry for programs: one JSON object on one line, with the time in ISO 8601 and the whole trace
 * id. Its state is a text of JSON, because it may be cut.
 */
export function jsonLine({ time, level, message, traceId, state, error, scrub }: LogEntry): string {
  const entry = {
    time: time.toISOString(),
    level,
    message: scrub(message),
    ...(traceId === undefined ? {} : { trace_id: traceId }),
    ...(state === undefined ? {} : { state: stateText(state, scrub) }),
    ...(error === undefined ? {} : { error: describeError(error, scrub) }),
  };
  return `${JSON.stringify(entry)}\n`;
}

function describeError(error: unknown, scrub: (text: string) => string) {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  return {
    message: scrub(error.message),
    ...(error instanceof DataGenFlowError ? { code: error.code } : {}),
    stack: stackOf(error, scrub).join('\n'),
  };
}
