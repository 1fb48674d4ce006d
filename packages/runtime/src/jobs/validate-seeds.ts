import {
  DataGenFlowError,
  type JobOptions,
  type Json,
  type JsonObject,
  type SeedReport,
} from '@datagenflow/contracts';
import { SeedIntake, readSeeds, seedFormatOf, type FileBatch } from '@datagenflow/engine';
import { compileToRun } from '../pipelines/compile.js';
import { isRunnerUnavailable } from '../runner/runner-unavailable.js';
import type { Runtime } from '../runtime.js';
import { readJobOptions } from './read-job-options.js';
import { readSeedFile } from './read-seed-file.js';
import type { SeedUpload } from './start-job.js';

/**
 * Checks seeds, given as they are or in a file, against a pipeline, without running anything.
 * @throws NotFoundError; ValidationError `seed_format_unknown`; ConfigError (the options);
 * `runner_unavailable` when a block could not be asked
 */
export async function validateSeeds(
  runtime: Runtime,
  pipelineId: number,
  seeds: JsonObject[] | SeedUpload,
  optionsBody: Json = {},
): Promise<SeedReport> {
  const options = readJobOptions(runtime, optionsBody);
  const { definition } = await runtime.storage.pipelines.get(pipelineId);
  const batches = readAny(runtime, seeds, options);
  try {
    const pipeline = await compileToRun(runtime, definition);
    const intake = new SeedIntake({ strict: options.strict, pipeline });
    for await (const batch of batches) intake.add(batch);
    return judge(intake);
  } catch (error) {
    if (!(error instanceof DataGenFlowError) || isRunnerUnavailable(error)) throw error;
    return { valid: false, errors: error.message.split('\n'), warnings: [] };
  }
}

function readAny(
  { config: { maxSeedBytes } }: Runtime,
  seeds: JsonObject[] | SeedUpload,
  options: JobOptions,
): AsyncGenerator<FileBatch> {
  if ('path' in seeds) {
    const format = seedFormatOf(seeds.fileName);
    return readSeedFile({ path: seeds.path, format, options, maxSeedBytes });
  }
  const { wrap, limit } = options;
  return readSeeds([new TextEncoder().encode(JSON.stringify(seeds))], {
    format: 'json',
    maxSeedBytes,
    ...(wrap === undefined ? {} : { wrap }),
    ...(limit === undefined ? {} : { limit }),
  });
}

/** Names each bad seed, as far as the intake lists them, and what is odd about the good ones. */
function judge(intake: SeedIntake): SeedReport {
  try {
    return { valid: true, errors: [], warnings: intake.conclude() };
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    const { problems, count } = error.detail as { problems?: Named[]; count?: number };
    const listed = [...(problems ?? [error]), ...intake.missing].map(({ message }) => message);
    const unlisted = (count ?? 0) - (problems?.length ?? 0);
    const rest = unlisted > 0 ? [`${unlisted} more seeds are bad.`] : [];
    return { valid: false, errors: [...new Set(listed), ...rest], warnings: intake.warnings };
  }
}

interface Named {
  message: string;
}
