import type { Json, JsonObject, Problem } from '@datagenflow/contracts';
import { checkSeeds } from '@datagenflow/engine';
import { parseGivenSeeds } from '../jobs/parse-given-seeds.js';
import type { Runtime } from '../runtime.js';
import { compile } from './compile.js';
import { readDefinition } from './save-pipeline.js';

/** What the editor wants to know of a definition while it is being written. */
export interface PipelineReport {
  problems: Problem[];
  required_seed_fields: string[];
  /** Per step, the fields that earlier steps write. */
  fields_before: string[][];
}

/**
 * Finds the problems of a definition, stored or not, and with seeds those of the two together.
 * @throws ConfigError `schema_violation`; ValidationError `bad_seeds`; DataGenFlowError `record_too_large`
 */
export async function validatePipeline(
  runtime: Runtime,
  body: Json,
  seedsBody?: JsonObject[],
): Promise<PipelineReport> {
  const { problems, fields, pipeline } = await compile(runtime, readDefinition(runtime, body));
  const seeds = seedsBody === undefined ? [] : await parseGivenSeeds(seedsBody, runtime.config);
  const numbered = seeds.map(({ seed_index, metadata }) => ({ number: seed_index + 1, metadata }));
  return {
    problems: [...problems, ...(pipeline === undefined ? [] : checkSeeds(pipeline, numbered))],
    required_seed_fields: [...fields.required.keys()],
    fields_before: fields.before.map((names) => [...names]),
  };
}
