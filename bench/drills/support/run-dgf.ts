import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../apps/dgf/bin/dgf.js', import.meta.url));

/** How a command ended. */
export interface DoneCommand {
  code: number | null;
  signal: string | null;
  output: string;
}

/** Runs the built `dgf` in `directory`. */
export async function runDgf(
  directory: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<DoneCommand> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: directory,
    env: { HOME: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, output };
}
