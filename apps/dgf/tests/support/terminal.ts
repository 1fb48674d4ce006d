import { spawn } from '@lydell/node-pty';
import { BIN } from './dgf.js';

/** A command under way in a terminal of 80 columns. */
export interface InTerminal {
  /** Everything that was written to the terminal so far, control sequences included. */
  readonly shown: string;
  /** Types into it; `\u0003` is Ctrl-C. */
  type(keys: string): void;
  ended: Promise<number>;
}

/** Runs `dgf` in a pseudo-terminal. */
export function runInTerminal(directory: string, args: readonly string[]): InTerminal {
  const terminal = spawn(process.execPath, [BIN, ...args], {
    cwd: directory,
    cols: 80,
    rows: 24,
    env: { PATH: process.env['PATH'], HOME: directory, TERM: 'xterm-256color' },
  });
  let shown = '';
  terminal.onData((text) => (shown += text));
  const ended = new Promise<number>((done) => terminal.onExit(({ exitCode }) => done(exitCode)));
  return {
    get shown() {
      return shown;
    },
    type: (keys) => terminal.write(keys),
    ended,
  };
}
