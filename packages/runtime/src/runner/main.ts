import { Worker } from 'node:worker_threads';
import { systemClock } from '@datagenflow/contracts';
import { locateProgram, toWireError } from '@datagenflow/extensions';
import { BlockRegistry } from '@datagenflow/registry';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { openStorage } from '@datagenflow/storage';
import { databaseOf } from '../database-of.js';
import { createLog } from '../logs/log.js';
import { createKeyVault } from '../secrets/key-vault.js';
import { openScrubber } from '../secrets/scrubber.js';
import { DiskSpace } from '../storage/disk-space.js';
import { batchEvents } from './batch-events.js';
import type { FromRunner, Opening, ToRunner } from './messages.js';
import { openLocalRunner } from './open-local-runner.js';
import { registerBuiltins } from './register-builtins.js';
import { RequestDesk } from './request-desk.js';
import { fromWireConfig } from './wire-config.js';

/* The program of a runner: what its server asks for, until the server closes it or is gone. */

const BUSY_TIMEOUT_MS = 50;

const parts = new AsyncDisposableStack();
let desk: RequestDesk | undefined;

const post = (message: FromRunner, sent: () => void = () => undefined): void => {
  if (process.connected) process.send?.(message, undefined, {}, sent);
};

async function open({ config: wireConfig, owner, isBlamed }: Opening): Promise<void> {
  const config = fromWireConfig(wireConfig);
  const storage = parts.use(
    await openStorage({ ...databaseOf(config), busyTimeoutMs: BUSY_TIMEOUT_MS }),
  );
  const { remember, scrub } = await openScrubber(config);
  const registry = new BlockRegistry();
  const schemas = createSchemaCompiler();
  registerBuiltins(registry, schemas, config);
  const runner = parts.use(
    await openLocalRunner({
      config,
      storage,
      registry,
      schemas,
      clock: systemClock,
      vault: createKeyVault(config, remember),
      disk: new DiskSpace(config.dataDir),
      scrub,
      log: createLog({
        format: config.logFormat,
        write: (text) => process.stderr.write(text),
        scrub,
        clock: systemClock,
      }),
      logsJobs: true,
      emit: batchEvents((events) => post({ type: 'events', events })),
      warn: (message) => post({ type: 'warning', message: scrub(message) }),
      owner,
      isBlamed,
      isWatching: config.hotReload.enabled,
    }),
  );
  const tellBlocks = (): void => {
    const all = [...registry.from('user'), ...registry.from('custom')];
    const blocks = all.map(({ info, codeHash }) => ({ info, codeHash }));
    post({ type: 'catalog', blocks });
  };
  tellBlocks();
  registry.onChange(tellBlocks);
  desk = new RequestDesk(runner, post);
  watchServer();
  post({ type: 'ready' });
}

/** What is told when the server is gone comes to nobody here while a job computes. */
function watchServer(): void {
  const { file, execArgv } = locateProgram(new URL('./watch-server.js', import.meta.url));
  new Worker(file, { execArgv }).on('error', end).unref();
}

async function close(code: number): Promise<void> {
  await parts.disposeAsync();
  process.exit(code);
}

async function refuse(error: unknown): Promise<void> {
  await new Promise<void>((sent) => post({ type: 'failed', error: toWireError(error) }, sent));
  await close(1);
}

function receive(message: ToRunner): void {
  switch (message.type) {
    case 'open':
      void open(message).catch(refuse);
      return;
    case 'ping':
      return post({ type: 'pong' });
    case 'request':
      return desk?.take(message);
    case 'abort':
      return desk?.abort(message.id);
    case 'close':
      void close(0);
  }
}

/** Nothing needs an orderly end: what is stored is whole, and the rest is given back. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('disconnect', end);
process.on('message', receive);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
if (!process.connected) end();
