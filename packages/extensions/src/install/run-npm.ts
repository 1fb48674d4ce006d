import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DataGenFlowError } from '@datagenflow/contracts';
import { locateProgram } from '../program/locate-program.js';
import { diskFull } from './disk-full.js';

/** How npm is run. */
export interface NpmRun {
  /** Program of npm, run by this Node. */
  npm: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  limitMs: number;
  /** Takes each line that it prints. */
  log: (line: string) => void;
}

const KEPT_LINES = 20;

/**
 * Runs npm to its end, without a shell, in a process group that ends when this process does.
 * @throws DataGenFlowError `install_failed` with what it said last, `install_timeout`,
 * `disk_full` (507)
 */
export async function runNpm({ npm, args, cwd, env, limitMs, log }: NpmRun): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  const { file, execArgv } = locateProgram(new URL('./end-with-parent.js', import.meta.url));
  const child = spawn(process.execPath, [...execArgv, `--import=${file.href}`, npm, ...args], {
    detached: true,
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: limit,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => undefined);
  const last: string[] = [];
  const read = async (stream: Readable): Promise<void> => {
    for await (const line of createInterface({ input: stream })) {
      if (line.trim() === '') continue;
      log(line);
      last.push(line);
      if (last.length > KEPT_LINES) last.shift();
    }
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  let code: unknown;
  try {
    [code] = (await once(child, 'exit')) as unknown[];
  } catch (cause) {
    if (limit.aborted) throw tooLong(limitMs);
    throw new DataGenFlowError('install_failed', `npm could not be started: ${String(cause)}`, {
      status: 500,
      cause,
    });
  }
  await reading;
  if (code !== 0) throw failure(last);
}

function tooLong(limitMs: number): DataGenFlowError {
  return new DataGenFlowError(
    'install_timeout',
    `npm took longer than ${limitMs / 1_000} seconds and was ended; nothing was changed. Look whether its registry can be reached, and try again.`,
    { status: 504, detail: { limit_ms: limitMs } },
  );
}

function failure(lines: readonly string[]): DataGenFlowError {
  const log = lines.join('\n');
  if (log.includes('ENOSPC')) return diskFull();
  const [reason] = lines.filter((line) => /^npm (?:error|ERR!) (?!code )/.test(line));
  return new DataGenFlowError(
    'install_failed',
    `npm could not install it; nothing was changed: ${reason?.replace(/^npm (?:error|ERR!) /, '') ?? log}`,
    { status: 502, detail: { log } },
  );
}
