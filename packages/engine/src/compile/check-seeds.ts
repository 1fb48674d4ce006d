import type { JsonObject, Problem } from '@datagenflow/contracts';
import type { CompiledPipeline, CompiledStep } from './compiled-pipeline.js';
import { listNumbers } from '../seeds/list-numbers.js';
import { stepProblem } from './problem-of.js';

const LISTED = 100;

/** A seed’s values, and its number in the file, counted from 1. */
export interface NumberedSeed {
  number: number;
  metadata: JsonObject;
}

/** The fields that some seed lacks and no step provides, as errors that name the seeds. */
export function checkSeeds(pipeline: CompiledPipeline, seeds: readonly NumberedSeed[]): Problem[] {
  const check = new SeedCheck(pipeline);
  check.add(seeds);
  return check.problems();
}

/** {@link checkSeeds} over any number of seeds, batch by batch. Keeps numbers, no seeds. */
export class SeedCheck {
  readonly #fields: { field: string; step: CompiledStep; numbers: number[]; count: number }[];

  constructor({ fields }: CompiledPipeline) {
    this.#fields = Array.from(fields.required, ([field, step]) => ({
      field,
      step,
      numbers: [],
      count: 0,
    }));
  }

  add(seeds: readonly NumberedSeed[]): void {
    for (const lacking of this.#fields) {
      for (const { number, metadata } of seeds) {
        if (Object.hasOwn(metadata, lacking.field)) continue;
        lacking.count += 1;
        if (lacking.count <= LISTED) lacking.numbers.push(number);
      }
    }
  }

  /** The first field that a seed lacks, and the step that needs it. Counts nothing. */
  lackOf(metadata: JsonObject): { field: string; step: CompiledStep } | undefined {
    return this.#fields.find(({ field }) => !Object.hasOwn(metadata, field));
  }

  problems(): Problem[] {
    return this.#fields
      .filter(({ count }) => count > 0)
      .map(({ field, step, numbers, count }) =>
        stepProblem(
          step,
          'missing_field',
          'error',
          `${step.type} needs '${field}', which ${describeSeeds(numbers, count)} not have`,
          { fields: [field], hint: `Add "${field}" to the metadata of each seed.` },
        ),
      );
  }
}

function describeSeeds(numbers: readonly number[], count: number): string {
  const listed = listNumbers(numbers, count);
  return count === 1 ? `seed ${listed} does` : `seeds ${listed} do`;
}
