import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  ConfigError,
  JobOptions,
  type Job,
  type Json,
} from '@datagenflow/contracts';
import { checkSeeds, parseSeeds, seedFormatOf, type SeedFormat } from '@datagenflow/engine';
import type { Runtime } from '../runtime.js';
import { compileToRun, refusal } from '../pipelines/compile.js';
import { snapshotModels } from '../models/pin-prices.js';
import { storedModels } from '../models/stored-models.js';
import { checkModels } from './check-models.js';
import { overrideConfig } from './override-config.js';

/** A seed file that has arrived in the data directory. */
export interface SeedUpload {
  /** Where it lies now; the job keeps it until it is deleted. */
  path: string;
  /** What the user calls it: its ending says how to read it. */
  fileName: string;
}

/**
 * Starts a job: everything that can be wrong is said before it is stored.
 * @throws NotFoundError, ValidationError (the pipeline, the seeds), ConfigError (the options,
 * `price_unknown`), ModelError (a model that is not there or lacks its key)
 */
export async function startJob(
  runtime: Runtime,
  pipelineId: number,
  upload: SeedUpload,
  optionsBody: Json = {},
): Promise<Job> {
  const options = readJobOptions(runtime, optionsBody);
  const format = seedFormatOf(upload.fileName);
  const pipeline = await runtime.storage.pipelines.get(pipelineId);
  const definition = overrideConfig(pipeline.definition, options.set ?? {});
  const compiled = await compileToRun(runtime, definition);
  const { seeds, warnings } = await readSeedUpload(upload, format, options);
  const problems = checkSeeds(
    compiled,
    seeds.map(({ seed_index, metadata }) => ({ number: seed_index + 1, metadata })),
  );
  if (problems.length > 0) throw refusal(problems);
  const used = new Map(compiled.steps.map((step) => [step.type, step.block.codeHash]));
  const constraints = { ...definition.constraints, ...options.constraints };
  const models = storedModels(runtime.storage, runtime.vault);
  await checkModels(compiled, options.model, constraints, models);
  const job = await runtime.storage.jobs.createJob({
    pipeline_id: pipelineId,
    definition,
    block_hashes: Object.fromEntries(used),
    model_snapshot: await snapshotModels(runtime.storage),
    options,
    random_seed: options.random_seed ?? randomInt(2 ** 32),
    seed_source: { path: upload.path, file_name: upload.fileName, format },
    warnings,
  });
  runtime.runner.run(job.id);
  return job;
}

/** Reads a seed file that was uploaded. @throws ValidationError */
export async function readSeedUpload(
  { path }: Pick<SeedUpload, 'path'>,
  format: SeedFormat,
  options: JobOptions,
): Promise<ReturnType<typeof parseSeeds>> {
  const { wrap, strict, limit } = options;
  return parseSeeds(await readFile(path, 'utf8'), {
    format,
    ...(wrap === undefined ? {} : { wrap }),
    ...(strict === undefined ? {} : { strict }),
    ...(limit === undefined ? {} : { limit }),
  });
}

function readJobOptions(runtime: Runtime, body: Json): JobOptions {
  const checked = runtime.schemas
    .compile<JobOptions>(JobOptions, { allIssues: true })
    .check(body);
  if (checked.ok) return checked.value;
  const [first] = checked.issues;
  throw new ConfigError(`options${first?.path ?? ''} ${first?.message ?? ''}`, {
    code: 'schema_violation',
    detail: { issues: checked.issues },
  });
}
