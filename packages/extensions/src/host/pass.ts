import type { LogLine } from '@datagenflow/contracts';

/** One request under way in a host. User code that it started runs in its async context. */
export interface Pass {
  readonly id: number;
  /** Aborts when the runner gives up on it. */
  readonly controller: AbortController;
  /** Settles the request, once. */
  readonly end: { resolve(value: unknown): void; reject(error: unknown): void };
  /** Capped at 64 KB. */
  log(line: LogLine): void;
  /** Told to the runner at most once a second. */
  noteProgress(): void;
}

const MAX_LOG_CHARACTERS = 64 * 1024;

/** Lets lines through up to 64 KB, then says that it ends. */
export function capLog(send: (line: LogLine) => void): (line: LogLine) => void {
  let room = MAX_LOG_CHARACTERS;
  return (line) => {
    if (room <= 0) return;
    const message =
      line.message.length < room
        ? line.message
        : `${line.message.slice(0, room)} … (the log ends here: 64 KB)`;
    room -= line.message.length + 1;
    send({ ...line, message });
  };
}

const PROGRESS_MS = 1_000;

/** Lets one through per second. */
export function throttleProgress(send: () => void, now: () => number): () => void {
  let nextAt = -Infinity;
  return () => {
    if (now() < nextAt) return;
    nextAt = now() + PROGRESS_MS;
    send();
  };
}
