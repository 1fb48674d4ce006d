import { randomUUID } from 'node:crypto';
import type { Clock, EventSink, JobStore } from '@datagenflow/contracts';
import { JobRunner } from '@datagenflow/engine';
import { createModelClient } from '@datagenflow/llm';
import type { BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { UserBlocks } from '../extensions/user-blocks.js';
import { addFailPoints } from '../fail-points/add-fail-points.js';
import { failPointOf } from '../fail-points/fail-point-of.js';
import { MOST_JOBS } from '../jobs/check-queue.js';
import { readStoredSeeds } from '../jobs/read-stored-seeds.js';
import { readUploadedSeeds } from '../jobs/read-seed-file.js';
import { removeUpload } from '../jobs/remove-upload.js';
import { keepCapabilities } from '../models/keep-capabilities.js';
import { keepRates, loadRates } from '../models/keep-rates.js';
import { logExecutions } from '../logs/log-executions.js';
import { logJobs } from '../logs/log-jobs.js';
import type { Log } from '../logs/log.js';
import { pinPrices } from '../models/pin-prices.js';
import { storedModels } from '../models/stored-models.js';
import { waitForModels } from '../models/wait-for-models.js';
import { createRecordsUpkeep } from '../records/records-upkeep.js';
import type { KeyVault } from '../secrets/key-vault.js';
import { openReserve } from '../storage/disk-reserve.js';
import type { DiskSpace } from '../storage/disk-space.js';
import { openTracing } from '../tracing/tracing.js';
import { StorageUpkeep } from '../storage/storage-upkeep.js';
import { CallCounter } from './call-counter.js';
import { LocalRunner } from './local-runner.js';
import { acquireRunnerLock } from './runner-lock.js';
import type { Runner } from './runner.js';
import { watchAll, type Watcher } from './watch-all.js';

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

/** What it takes to run here. */
export interface LocalRunnerOptions extends RunnerParts {
  storage: Storage;
  vault: KeyVault;
  /** Takes keys out of a text. */
  scrub: (text: string) => string;
  /** Takes each job, and each step too, when the settings say DEBUG. */
  log: Log;
  /** Whether it takes each job in any case. */
  logsJobs?: boolean;
  /** Has to have room before a job goes on. */
  disk: DiskSpace;
  /** Under which name it holds what it runs. Default: a new one. */
  owner?: string;
  /** Whether the runner before died by what it ran, which counts against all that it held. */
  isBlamed?: boolean;
  /** Whether the files of user blocks are watched. */
  isWatching?: boolean;
}

/**
 * Makes this process the runner of its data directory. What earlier runners held is pending again.
 * @throws ConflictError `instance_locked`
 */
export async function openLocalRunner(parts: LocalRunnerOptions): Promise<Runner> {
  const { config, storage, vault, registry, schemas, clock, warn, scrub } = parts;
  const { owner = randomUUID() } = parts;
  await using opened = new AsyncDisposableStack();
  opened.use(await acquireRunnerLock(config.dataDir, clock));
  await storage.jobs.releaseAbandoned(owner, parts.isBlamed);
  const tracing = opened.use(await openTracing(config.tracing, { clock, scrub, warn }));
  const { observer, hear } = watchAll([...logsOf(parts), ...(tracing ? [tracing] : [])]);
  const emit: EventSink = (event) => {
    hear(event);
    parts.emit(event);
  };
  const { isWatching = false } = parts;
  const blocks = opened.use(
    await UserBlocks.open({ config, registry, clock, emit, warn, isWatching }),
  );
  const calls = new CallCounter();
  const restore = await loadRates(storage.meta);
  const capabilities = await keepCapabilities(storage.models);
  const source = storedModels(storage, vault);
  const client = opened.use(
    createModelClient({ models: waitForModels(source, clock), clock, restore, capabilities }),
  );
  opened.use(keepRates(client, storage.meta, clock));
  const models = calls.watch(client);
  const reserve = await openReserve(config);
  const jobs = new JobRunner({
    store: storeOf(parts),
    readSeeds: (job, signal) =>
      'job_id' in job.seed_source
        ? readStoredSeeds(job, storage)
        : readUploadedSeeds(job, config.maxSeedBytes, signal),
    seedsStored: ({ id, seed_source }) =>
      removeUpload(seed_source, config).catch((error: unknown) =>
        warn(`The seed file of job ${id}, which is stored, could not be deleted: ${String(error)}`),
      ),
    maxInFlight: config.maxInFlight,
    maxOpenJobs: MOST_JOBS,
    modelsOf: ({ model_snapshot }) => pinPrices(models, model_snapshot),
    registry,
    schemas,
    models,
    clock,
    emit,
    owner,
    scrub,
    observer,
    reserve,
  });
  const resetModels = async (): Promise<void> => {
    for (const { id } of await storage.models.list()) client.reset(id);
  };
  const upkeep = opened.use(createRecordsUpkeep({ storage, config, clock, warn }));
  const storageUpkeep = opened.use(new StorageUpkeep({ storage, config, clock, warn }));
  const held = opened.move();
  const { disk } = parts;
  const shared = { disk, registry, schemas, models, source, storage, clock, scrub, observer };
  return new LocalRunner({
    ...shared,
    jobs,
    calls,
    upkeep,
    storageUpkeep,
    blocks,
    resetModels,
    held,
  });
}

function logsOf({ config, log, logsJobs = false }: LocalRunnerOptions): Watcher[] {
  if (config.isDebug) return [logJobs(log), { observer: logExecutions(log) }];
  return logsJobs ? [logJobs(log)] : [];
}

function storeOf({ config, storage }: LocalRunnerOptions): JobStore {
  if (config.failPlan === undefined) return storage.jobs;
  return addFailPoints(storage.jobs, failPointOf(config));
}
