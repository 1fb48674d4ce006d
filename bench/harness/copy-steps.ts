import type { JsonObject } from '@datagenflow/contracts';

/** Characters of each field. */
export const PART_LENGTH = 800;

/** A pipeline of trivial built-in steps, each of which copies one field. */
export function copySteps(count: number) {
  const blocks = Array.from({ length: count }, (_, step) => ({
    type: 'FieldMapper',
    config: { mappings: { [`copy_${step}`]: `{{ part_${step} }}` } },
  }));
  return { name: 'Copies', blocks };
}

/** What its seeds hold: a text of 800 characters for each step. */
export function partsOf(index: number, count: number): JsonObject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, part) => [
      `part_${part}`,
      `${index}/${part} `.padEnd(PART_LENGTH, 'x'),
    ]),
  );
}
