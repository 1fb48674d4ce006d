import { DataGenFlowError, type JsonObject, type SeedReport } from '@datagenflow/contracts';
import { checkSeeds, parseSeeds, type ParsedSeeds } from '@datagenflow/engine';
import { compileToRun } from '../pipelines/compile.js';
import type { Runtime } from '../runtime.js';

/** Checks seeds against a pipeline, without running anything. @throws NotFoundError */
export async function validateSeeds(
  runtime: Runtime,
  pipelineId: number,
  seeds: JsonObject[],
): Promise<SeedReport> {
  const { definition } = await runtime.storage.pipelines.get(pipelineId);
  try {
    const parsed = await readSeeds(seeds);
    const pipeline = await compileToRun(runtime, definition);
    const numbered = parsed.seeds.map(({ seed_index, metadata }) => ({
      number: seed_index + 1,
      metadata,
    }));
    const errors = checkSeeds(pipeline, numbered).map(({ message }) => message);
    return { valid: errors.length === 0, errors, warnings: parsed.warnings };
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    return { valid: false, errors: error.message.split('\n'), warnings: [] };
  }
}

/** Seeds as a request holds them. @throws ValidationError `bad_seeds` */
export function readSeeds(seeds: JsonObject[]): Promise<ParsedSeeds> {
  return parseSeeds(JSON.stringify(seeds), { format: 'json' });
}
