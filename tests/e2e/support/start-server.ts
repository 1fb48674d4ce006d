import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../apps/dgf/bin/dgf.js', import.meta.url));

/** A server of a test's own, gone on dispose. */
export interface OwnServer extends AsyncDisposable {
  url: string;
  /** What it printed at its start. */
  said: string;
}

/** Starts a server on a free port; the same data directory again is the same server restarted. */
export async function startServer(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<OwnServer> {
  const child = spawn(process.execPath, [program, 'start'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATAGENFLOW_DATA_DIR: dataDir,
      DATAGENFLOW_BLOCKS_PATH: `${dataDir}-blocks`,
      DATAGENFLOW_TEMPLATES_PATH: `${dataDir}-templates`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('close', done));
  let said = '';
  await new Promise<void>((ready, fail) => {
    child.once('close', () => fail(new Error(`The server ended: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C')) ready();
    });
  });
  return {
    said,
    url: /Open\s+(http:\S+)/.exec(said)?.[1] ?? '',
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
