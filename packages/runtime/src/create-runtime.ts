import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBuiltinTemplates } from '@datagenflow/builtins';
import { ConfigError, systemClock, type Clock } from '@datagenflow/contracts';
import { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { acquireInstanceLock, openStorage, sweepBackups } from '@datagenflow/storage';
import { openAccess } from './auth/access.js';
import type { RuntimeConfig } from './config.js';
import { databaseOf } from './database-of.js';
import { EventBus } from './events/event-bus.js';
import { UserTemplates } from './extensions/user-templates.js';
import { sweepUploads } from './jobs/sweep-uploads.js';
import { createLog } from './logs/log.js';
import { ensureModels } from './models/ensure-models.js';
import { forkRunner } from './runner/fork-runner.js';
import { openLocalRunner } from './runner/open-local-runner.js';
import { registerBuiltins } from './runner/register-builtins.js';
import { RunnerProcess } from './runner/runner-process.js';
import type { Runtime } from './runtime.js';
import { checkStoredKeys, createKeyVault } from './secrets/key-vault.js';
import { openScrubber } from './secrets/scrubber.js';
import { backupsOf } from './storage/back-up.js';
import { DiskSpace, type ReadFreeBytes } from './storage/disk-space.js';

/** What a runtime takes beside its config. */
export interface RuntimeOptions {
  /** Told what a user should know and nothing failed of: a block that can’t load, a template skipped. */
  warn: (message: string) => void;
  /**
   * Where jobs run. `child`: in a process of their own, for servers, which then stay responsive and
   * survive it. Default `here`.
   */
  runner?: 'here' | 'child';
  /** Takes the lines of the log; the process of a child writes its own to stderr. Default: nobody. */
  log?: (text: string) => void;
  clock?: Clock;
  /** Longest search of records by what no column holds, in milliseconds. Default: two seconds. */
  searchMs?: number;
  /** How many bytes the disk of a directory has left. Default: what the system says. */
  readFreeBytes?: ReadFreeBytes;
}

/**
 * Opens everything a config names and introduces it to each other. Disposing of the answer closes
 * it in reverse; jobs in flight are given back and go on with the next runtime.
 * @throws ConflictError `instance_locked` when another instance uses the data directory
 */
export async function createRuntime(
  config: RuntimeConfig,
  {
    warn: tell,
    log: writeLog = () => undefined,
    runner: place = 'here',
    clock = systemClock,
    searchMs,
    readFreeBytes,
  }: RuntimeOptions,
): Promise<Runtime> {
  await using parts = new AsyncDisposableStack();
  const fork = place === 'child' ? parts.use(forkRunner()) : undefined;
  await makeDataDir(config.dataDir);
  const lock = parts.use(await acquireInstanceLock(config.dataDir));
  const storage = parts.use(
    await openStorage({ ...databaseOf(config), ...(searchMs === undefined ? {} : { searchMs }) }),
  );
  await sweepUploads(storage, config);
  const disk = new DiskSpace(config.dataDir, readFreeBytes);
  const access = config.isLoopback ? undefined : await openAccess(config, storage, clock);
  const { remember, scrub } = await openScrubber(config);
  const log = createLog({ format: config.logFormat, write: writeLog, scrub, clock });
  const isForPrograms = place === 'child' && config.logFormat === 'json';
  const warn = (message: string): void =>
    isForPrograms ? log('warn', message) : tell(scrub(message));
  await sweepBackups(backupsOf(config)).catch((error: unknown) =>
    warn(`What is left of unfinished backups could not be deleted: ${String(error)}`),
  );
  const vault = createKeyVault(config, remember);
  await checkStoredKeys(storage, config);
  await ensureModels({ storage, vault }, config.model);
  const schemas = createSchemaCompiler();
  const registry = new BlockRegistry();
  registerBuiltins(registry, schemas, config);
  const templates = new TemplateRegistry();
  for (const template of await loadBuiltinTemplates(schemas)) templates.register(template);
  const events = new EventBus();
  const { emit } = events;
  const isWatching = place === 'child' && config.hotReload.enabled;
  const userTemplates = parts.use(
    await UserTemplates.open({ config, templates, clock, emit, warn, isWatching }),
  );
  const shared = { config, registry, schemas, clock, warn, emit: events.emit };
  const runner = parts.use(
    fork === undefined
      ? await openLocalRunner({ ...shared, storage, vault, disk, scrub, log })
      : await RunnerProcess.start(shared, fork),
  );
  if (runner instanceof RunnerProcess) storage.jobs.actFor(() => runner.owner);
  const held = parts.move();
  return {
    config,
    clock,
    storage,
    disk,
    lock,
    registry,
    templates,
    userTemplates,
    schemas,
    vault,
    access,
    log,
    runner,
    events,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(join(dataDir, 'uploads'), { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `The data directory ${dataDir} can’t be written (${reason}). Make it writable, or set DATAGENFLOW_DATA_DIR to another.`,
      { code: 'data_dir_unusable', detail: { setting: 'DATAGENFLOW_DATA_DIR' }, cause },
    );
  }
}
