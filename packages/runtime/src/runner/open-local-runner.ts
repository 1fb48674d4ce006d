import { randomUUID } from 'node:crypto';
import type { Clock, EventSink } from '@datagenflow/contracts';
import { JobRunner } from '@datagenflow/engine';
import { createModelClient } from '@datagenflow/llm';
import type { BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { addUserBlocks } from '../extensions/add-user-blocks.js';
import { readStoredSeeds } from '../jobs/read-stored-seeds.js';
import { readUploadedSeeds } from '../jobs/read-seeds.js';
import { pinPrices } from '../models/pin-prices.js';
import { storedModels } from '../models/stored-models.js';
import type { KeyVault } from '../secrets/key-vault.js';
import { CallCounter } from './call-counter.js';
import { ClaimGate } from './claim-gate.js';
import { LocalRunner } from './local-runner.js';
import { acquireRunnerLock } from './runner-lock.js';
import type { Runner } from './runner.js';

/** What a runner works with. */
export interface RunnerParts {
  config: RuntimeConfig;
  /** Holds the built-in blocks; gets those of the user. */
  registry: BlockRegistry;
  schemas: SchemaCompiler;
  clock: Clock;
  emit: EventSink;
  warn(message: string): void;
}

/**
 * Makes this process the runner of its data directory. What earlier runners held is pending again.
 * @throws ConflictError `instance_locked`
 */
export async function openLocalRunner(
  parts: RunnerParts & { storage: Storage; vault: KeyVault },
): Promise<Runner> {
  const { config, storage, vault, registry, schemas, clock, emit, warn } = parts;
  await using opened = new AsyncDisposableStack();
  opened.use(await acquireRunnerLock(config.dataDir, clock));
  const owner = randomUUID();
  await storage.jobs.releaseAbandoned(owner);
  opened.use(await addUserBlocks(config, registry, warn));
  const gate = new ClaimGate();
  const calls = new CallCounter();
  const client = opened.use(createModelClient({ models: storedModels(storage, vault), clock }));
  const models = calls.watch(client);
  const jobs = new JobRunner({
    store: gate.guard(storage.jobs),
    readSeeds: (job, signal) =>
      'job_id' in job.seed_source
        ? readStoredSeeds(job, storage)
        : readUploadedSeeds(job, config.maxSeedBytes, signal),
    maxInFlight: config.maxInFlight,
    modelsOf: ({ model_snapshot }) => pinPrices(models, model_snapshot),
    registry,
    schemas,
    models,
    clock,
    emit,
    owner,
  });
  const resetModels = async (): Promise<void> => {
    for (const { id } of await storage.models.list()) client.reset(id);
  };
  const held = opened.move();
  const shared = { registry, schemas, models, clock };
  return new LocalRunner({ ...shared, jobs, gate, calls, resetModels, held });
}
