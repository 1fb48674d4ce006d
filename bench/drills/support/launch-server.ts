import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../apps/dgf/bin/dgf.js', import.meta.url));

/** How a server ended. */
export interface Ended {
  code: number | null;
  signal: string | null;
  output: string;
}

/** A `dgf start` under way. Disposing kills it. */
export interface LaunchedServer extends AsyncDisposable {
  pid: number;
  /** Where it answers, once it does; undefined when it ended before. */
  ready: Promise<string | undefined>;
  ended: Promise<Ended>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<Ended>;
}

/** Starts the built server on `directory`, at a free port. */
export function launchServer(directory: string, env: Record<string, string> = {}): LaunchedServer {
  const child = spawn(process.execPath, [program, 'start', '--port', '0'], {
    cwd: directory,
    env: { HOME: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    return { code: code as number | null, signal: signal as string | null, output };
  });
  const ready = new Promise<string | undefined>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /Open +(http:\/\/[^\s/]+)/.exec(output)?.[1];
      if (url !== undefined && output.includes('Ctrl-C')) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => resolve(undefined));
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  const kill = async (): Promise<void> => void (await end('SIGKILL'));
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    kill,
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: kill,
  };
}
