import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBuiltinTemplates } from '@datagenflow/builtins';
import type { Clock } from '@datagenflow/contracts';
import { systemClock } from '@datagenflow/engine';
import { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { acquireInstanceLock, openStorage } from '@datagenflow/storage';
import type { RuntimeConfig } from './config.js';
import { databaseOf } from './database-of.js';
import { EventBus } from './events/event-bus.js';
import { addUserTemplates } from './extensions/add-user-templates.js';
import { ensureModels } from './models/ensure-models.js';
import { openLocalRunner } from './runner/open-local-runner.js';
import { registerBuiltins } from './runner/register-builtins.js';
import { RunnerProcess } from './runner/runner-process.js';
import type { Runtime } from './runtime.js';
import { checkStoredKeys, createKeyVault } from './secrets/key-vault.js';

/** What a runtime takes beside its config. */
export interface RuntimeOptions {
  /** Told what a user should know and nothing failed of: a block that can’t load, a template skipped. */
  warn: (message: string) => void;
  /**
   * Where jobs run. `child`: in a process of their own, for servers, which then stay responsive and
   * survive it. Default `here`.
   */
  runner?: 'here' | 'child';
  clock?: Clock;
}

/**
 * Opens everything a config names and introduces it to each other. Disposing of the answer closes
 * it in reverse; jobs in flight are given back and go on with the next runtime.
 * @throws ConflictError `instance_locked` when another instance uses the data directory
 */
export async function createRuntime(
  config: RuntimeConfig,
  { warn, runner: place = 'here', clock = systemClock }: RuntimeOptions,
): Promise<Runtime> {
  await using parts = new AsyncDisposableStack();
  await mkdir(join(config.dataDir, 'uploads'), { recursive: true });
  const lock = parts.use(await acquireInstanceLock(config.dataDir));
  const storage = parts.use(await openStorage(databaseOf(config)));
  const vault = createKeyVault(config);
  await checkStoredKeys(storage, config);
  await ensureModels({ storage, vault }, config.model);
  const schemas = createSchemaCompiler();
  const registry = new BlockRegistry();
  registerBuiltins(registry, schemas);
  const templates = new TemplateRegistry();
  for (const template of await loadBuiltinTemplates()) templates.register(template);
  await addUserTemplates(config, templates, warn);
  const events = new EventBus();
  const shared = { config, registry, schemas, clock, warn, emit: events.emit };
  const runner = parts.use(
    place === 'child'
      ? await RunnerProcess.start(shared)
      : await openLocalRunner({ ...shared, storage, vault }),
  );
  const held = parts.move();
  return {
    config,
    clock,
    storage,
    lock,
    registry,
    templates,
    schemas,
    vault,
    runner,
    events,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
