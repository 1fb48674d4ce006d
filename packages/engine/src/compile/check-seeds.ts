import type { JsonObject, Problem } from '@datagenflow/contracts';
import type { CompiledPipeline } from './compiled-pipeline.js';
import { stepProblem } from './problem-of.js';

const LISTED = 10;

/** A seed’s values, and its number in the file, counted from 1. */
export interface NumberedSeed {
  number: number;
  metadata: JsonObject;
}

/** The fields that some seed lacks and no step provides, as errors that name the seeds. */
export function checkSeeds(
  { fields }: CompiledPipeline,
  seeds: readonly NumberedSeed[],
): Problem[] {
  const problems: Problem[] = [];
  for (const [field, step] of fields.required) {
    const lacking = seeds.filter(({ metadata }) => !Object.hasOwn(metadata, field));
    if (lacking.length === 0) continue;
    problems.push(
      stepProblem(
        step,
        'missing_field',
        'error',
        `${step.type} needs '${field}', which ${describeSeeds(lacking)} not have`,
        { fields: [field], hint: `Add "${field}" to the metadata of each seed.` },
      ),
    );
  }
  return problems;
}

function describeSeeds(seeds: readonly NumberedSeed[]): string {
  const numbers = seeds.slice(0, LISTED).map(({ number }) => number);
  const more = seeds.length > LISTED ? ` and ${seeds.length - LISTED} more` : '';
  return seeds.length === 1
    ? `seed ${numbers.join('')} does`
    : `seeds ${numbers.join(', ')}${more} do`;
}
