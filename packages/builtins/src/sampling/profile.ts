import { ValidationError, type Json, type JsonObject } from '@datagenflow/block-sdk';

/** Values and how often each was seen. */
export interface Distribution {
  values: Json[];
  counts: number[];
}

/** The distribution of one categorical field. */
export interface FieldProfile {
  name: string;
  parents: readonly string[];
  overall: Distribution;
  /** By the values of the parents, as {@link parentKey} writes them. */
  conditional: ReadonlyMap<string, Distribution>;
}

/**
 * Counts how the values of a field are distributed, overall and for each combination of its
 * parents. Null and missing values do not count.
 * @throws ValidationError when no sample has a value.
 */
export function profileField(
  samples: readonly JsonObject[],
  name: string,
  parents: readonly string[],
): FieldProfile {
  const overall = new Counter();
  const conditional = new Map<string, Counter>();
  for (const sample of samples) {
    const value = sample[name];
    if (value === undefined || value === null) continue;
    overall.add(value);
    if (parents.length === 0 || parents.some((parent) => (sample[parent] ?? null) === null))
      continue;
    const key = parentKey(sample, parents);
    const counter = conditional.get(key) ?? new Counter();
    conditional.set(key, counter);
    counter.add(value);
  }
  if (overall.distribution.values.length === 0) {
    throw new ValidationError(
      `No sample has a value for the categorical field '${name}'. Check categorical_fields.`,
      { code: 'samples_invalid', detail: { field: name } },
    );
  }
  const known = Array.from(conditional, ([key, counter]) => [key, counter.distribution] as const);
  return { name, parents, overall: overall.distribution, conditional: new Map(known) };
}

/** Identifies a combination of parent values. */
export function parentKey(sample: Readonly<JsonObject>, parents: readonly string[]): string {
  return JSON.stringify(parents.map((parent) => sample[parent] ?? null));
}

/** The smallest and largest number of a field; undefined when there is none. */
export function findRange(
  samples: readonly JsonObject[],
  field: string,
): [min: number, max: number] | undefined {
  let range: [number, number] | undefined;
  for (const sample of samples) {
    const value = sample[field];
    if (typeof value !== 'number') continue;
    range =
      range === undefined ? [value, value] : [Math.min(range[0], value), Math.max(range[1], value)];
  }
  return range;
}

class Counter {
  readonly distribution: Distribution = { values: [], counts: [] };
  readonly #places = new Map<string, number>();

  add(value: Json): void {
    const key = JSON.stringify(value);
    const place = this.#places.get(key) ?? this.distribution.values.length;
    if (place === this.distribution.values.length) {
      this.#places.set(key, place);
      this.distribution.values.push(value);
    }
    this.distribution.counts[place] = (this.distribution.counts[place] ?? 0) + 1;
  }
}
