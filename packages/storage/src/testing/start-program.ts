import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of ours in a process of its own. */
export interface RunningProgram {
  readonly pid: number;
  /** Every line it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed so many lines, or has ended. */
  waitForLines(count: number): Promise<void>;
  /** Ends it with SIGKILL and reads what it had still printed. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/** Starts a TypeScript file of this folder. */
export function startProgram(file: string, args: readonly string[]): RunningProgram {
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(
    process.execPath,
    [
      '--conditions=@datagenflow/source',
      '--disable-warning=ExperimentalWarning',
      `--import=${here('../../../../tests/setup/resolve-sources.ts')}`,
      here(file),
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
  });
  const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(() => undefined);
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    waitForLines: (count) =>
      Promise.race([
        ended,
        new Promise<void>((resolve) => {
          if (lines.length >= count) resolve();
          else waiting.push({ count, resolve });
        }),
      ]),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
