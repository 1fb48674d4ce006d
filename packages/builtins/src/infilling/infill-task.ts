import type { Json, JsonObject } from '@datagenflow/block-sdk';
import { withoutInternal } from '../state/read-samples.js';

/** What is known of one sample before a model fills it in. */
export interface InfillTask {
  /** What the sample has already; a model never changes it. */
  fixed: JsonObject;
  /** Fields to write. */
  fields: readonly string[];
  /** `price_range: [1, 9]` and the like. */
  ranges: Readonly<Record<string, readonly [number, number]>>;
  /** Samples to write like. */
  exemplars: readonly JsonObject[];
}

/** Keys that a seed for this pipeline has beside the values of samples. */
const SETTINGS = new Set([
  'samples',
  'target_count',
  'categorical_fields',
  'numeric_fields',
  'dependencies',
  'comparison_fields',
  'similarity_threshold',
  'fields_to_generate',
]);

/** Reads a skeleton as StructureSampler makes it. */
export function readTask(skeleton: Readonly<JsonObject>, fields: readonly string[]): InfillTask {
  const known = Object.entries(withoutInternal(skeleton)).filter(([key]) => !SETTINGS.has(key));
  const hints = skeleton['_hints'];
  const isObject = typeof hints === 'object' && hints !== null && !Array.isArray(hints);
  const entries = isObject ? Object.entries(hints) : [];
  const exemplars = isObject ? hints['exemplars'] : [];
  return {
    fixed: Object.fromEntries(known),
    fields: fields.filter((field) => !known.some(([key]) => key === field)),
    ranges: Object.fromEntries(entries.filter(isRange)),
    exemplars: (Array.isArray(exemplars) ? exemplars : []).filter(isRecord),
  };
}

/** The JSON Schema of the fields to write, typed like the samples and ranges known. */
export function schemaOf({ fields, ranges, exemplars }: InfillTask): JsonObject {
  const properties = fields.map((field): [string, JsonObject] => {
    const types = new Set(exemplars.map((exemplar) => typeOf(exemplar[field])));
    types.delete(undefined);
    const [only = 'string'] = types;
    if (Object.hasOwn(ranges, `${field}_range`)) return [field, { type: 'number' }];
    return [field, types.size > 1 ? {} : { type: only }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: [...fields],
    additionalProperties: false,
  };
}

function typeOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRange(entry: [string, Json]): entry is [string, [number, number]] {
  const [key, value] = entry;
  return (
    key.endsWith('_range') &&
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((bound) => typeof bound === 'number')
  );
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
