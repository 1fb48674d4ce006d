import { randomInt } from 'node:crypto';
import type { Job, JobOptions, Json, NewJob } from '@datagenflow/contracts';
import { seedFormatOf, type CompiledPipeline } from '@datagenflow/engine';
import type { Runtime } from '../runtime.js';
import { compileToRun } from '../pipelines/compile.js';
import { snapshotModels } from '../models/pin-prices.js';
import { storedModels } from '../models/stored-models.js';
import { checkFirstSeeds, FIRST_SEEDS } from './check-first-seeds.js';
import { checkModels } from './check-models.js';
import { MOST_JOBS } from './check-queue.js';
import { overrideConfig } from './override-config.js';
import { readJobOptions } from './read-job-options.js';
import { readSeedFile } from './read-seed-file.js';

/** A seed file that has arrived in the data directory. */
export interface SeedUpload {
  /** Where it lies now. A file in `uploads` is deleted once the job has stored its seeds. */
  path: string;
  /** What the user calls it: its ending says how to read it. */
  fileName: string;
}

/**
 * Starts a job. What can be wrong is said before it is stored; only seeds behind the first 100 are
 * checked by the job itself.
 * @throws NotFoundError, ValidationError (the pipeline, the seeds), ConfigError (the options,
 * `price_unknown`), ModelError (a model that is not there or lacks its key), `too_many_jobs` (429),
 * `disk_full` (507)
 */
export async function startJob(
  runtime: Runtime,
  pipelineId: number,
  upload: SeedUpload,
  optionsBody: Json = {},
): Promise<Job> {
  const options = readJobOptions(runtime, optionsBody);
  const format = seedFormatOf(upload.fileName);
  const { maxSeedBytes } = runtime.config;
  return createJob(runtime, pipelineId, options, {
    random_seed: options.random_seed ?? randomInt(2 ** 32),
    seed_source: { path: upload.path, file_name: upload.fileName, format },
    check: (compiled) => {
      const file = { path: upload.path, format, options, maxSeedBytes, batchSize: FIRST_SEEDS };
      return checkFirstSeeds(readSeedFile(file), options, compiled);
    },
  });
}

/** What the kinds of starting a job differ in. */
export interface JobSource extends Pick<NewJob, 'random_seed' | 'seed_source'> {
  /** @throws ValidationError when the pipeline can’t run over these seeds */
  check(pipeline: CompiledPipeline): Promise<void>;
}

/** Makes a job of a pipeline as it is now, and runs it. */
export async function createJob(
  runtime: Runtime,
  pipelineId: number,
  options: JobOptions,
  { check, ...source }: JobSource,
): Promise<Job> {
  await runtime.disk.check();
  const pipeline = await runtime.storage.pipelines.get(pipelineId);
  const definition = overrideConfig(pipeline.definition, options.set ?? {});
  const compiled = await compileToRun(runtime, definition);
  await check(compiled);
  const used = new Map(compiled.steps.map((step) => [step.type, step.block.codeHash]));
  const constraints = { ...definition.constraints, ...options.constraints };
  const models = storedModels(runtime.storage, runtime.vault);
  await checkModels(compiled, options.model, constraints, models);
  const made = {
    pipeline_id: pipelineId,
    definition,
    block_hashes: Object.fromEntries(used),
    model_snapshot: await snapshotModels(runtime.storage),
    options,
    ...source,
    warnings: [],
  };
  const job = await runtime.storage.jobs.createJob(made, MOST_JOBS);
  runtime.runner.run(job.id);
  return job;
}
