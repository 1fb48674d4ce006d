import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinBlocks, loadBuiltinTemplates } from '@datagenflow/builtins';
import type { Clock } from '@datagenflow/contracts';
import { JobRunner, systemClock } from '@datagenflow/engine';
import { createModelClient } from '@datagenflow/llm';
import { BlockRegistry, inProcessBlock, TemplateRegistry } from '@datagenflow/registry';
import { createSchemaCompiler, type SchemaCompiler } from '@datagenflow/schemas';
import { acquireInstanceLock, openStorage, type StorageOptions } from '@datagenflow/storage';
import type { RuntimeConfig } from './config.js';
import { EventBus } from './events/event-bus.js';
import { addExtensions } from './extensions/add-extensions.js';
import { readUploadedSeeds } from './jobs/read-seeds.js';
import { ensureModels } from './models/ensure-models.js';
import { storedModels } from './models/stored-models.js';
import type { Runtime } from './runtime.js';

/** What a runtime takes beside its config. */
export interface RuntimeOptions {
  /** Told what a user should know and nothing failed of: a block that can’t load, a template skipped. */
  warn: (message: string) => void;
  clock?: Clock;
}

/**
 * Opens everything a config names and introduces it to each other. Disposing of the answer closes
 * it in reverse; jobs in flight are given back and go on with the next runtime.
 * @throws ConflictError `instance_locked` when another instance uses the data directory
 */
export async function createRuntime(
  config: RuntimeConfig,
  { warn, clock = systemClock }: RuntimeOptions,
): Promise<Runtime> {
  await using parts = new AsyncDisposableStack();
  await mkdir(join(config.dataDir, 'uploads'), { recursive: true });
  const owner = randomUUID();
  const lock = parts.use(await acquireInstanceLock(config.dataDir));
  const storage = parts.use(await openStorage(databaseOf(config)));
  await storage.jobs.releaseAbandoned(owner);
  await ensureModels(storage);
  const schemas = createSchemaCompiler();
  const registry = new BlockRegistry();
  registerBuiltins(registry, schemas);
  const templates = new TemplateRegistry();
  for (const template of await loadBuiltinTemplates()) templates.register(template);
  parts.use(await addExtensions(config, registry, templates, warn));
  const models = createModelClient({ models: storedModels(storage), clock });
  const events = new EventBus();
  const runner = parts.use(
    new JobRunner({
      store: storage.jobs,
      registry,
      schemas,
      models,
      clock,
      emit: events.emit,
      readSeeds: readUploadedSeeds,
      owner,
      maxInFlight: config.maxInFlight,
    }),
  );
  const held = parts.move();
  return {
    ...{ config, clock, storage, lock, registry, templates, schemas, models, runner, events },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function databaseOf({ databaseUrl, databasePath }: RuntimeConfig): StorageOptions {
  return databaseUrl === undefined ? { path: databasePath } : { url: databaseUrl };
}

function registerBuiltins(registry: BlockRegistry, schemas: SchemaCompiler): void {
  const blocks = builtinBlocks.map(({ type, Class }) =>
    inProcessBlock(Class, { source: 'builtin', type, schemas }),
  );
  registry.replaceAll('builtin', blocks);
}
