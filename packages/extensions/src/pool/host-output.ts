import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LogLine } from '@datagenflow/contracts';

const MAX_CHARACTERS = 64 * 1024;

/** Passes on what a host writes, 64 KB in all, and notices when V8 says that memory is out. */
export function readHostOutput(
  { stdout, stderr }: ChildProcess,
  onOutput: (line: LogLine) => void,
): { readonly isOutOfMemory: boolean } {
  const seen = { isOutOfMemory: false };
  let room = MAX_CHARACTERS;
  for (const [stream, level] of [
    [stdout, 'info'],
    [stderr, 'error'],
  ] as const) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (message) => {
      if (message.includes('heap out of memory')) seen.isOutOfMemory = true;
      room -= message.length;
      if (room > 0) onOutput({ level, message });
    });
  }
  return seen;
}
