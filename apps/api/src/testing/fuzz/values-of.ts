import fc from 'fast-check';
import { hostileValue } from './hostile-values.js';

/** A JSON Schema, as far as those of the API go. */
export interface FuzzSchema {
  type?: string;
  const?: unknown;
  anyOf?: FuzzSchema[];
  enum?: unknown[];
  properties?: Record<string, FuzzSchema>;
  required?: string[];
  items?: FuzzSchema;
  minItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  additionalProperties?: unknown;
}

/** Values that mean something to the server, by the name of what holds them. */
export type Vocabulary = Readonly<Record<string, readonly unknown[]>>;

/**
 * Values that a schema allows, or nearly: lengths are kept to some hundred, patterns are left to
 * `vocabulary`, which stands in wherever it knows a property.
 */
export function valuesOf(
  schema: FuzzSchema,
  vocabulary: Vocabulary,
  name = '',
): fc.Arbitrary<unknown> {
  const known = Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
  return known === undefined ? anyOf(schema, vocabulary, name) : fc.constantFrom(...known);
}

function anyOf(schema: FuzzSchema, vocabulary: Vocabulary, name: string): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, vocabulary, name)));
  }
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, vocabulary);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, vocabulary, name), {
        minLength: schema.minItems ?? 0,
        maxLength: (schema.minItems ?? 0) + 3,
      });
    case 'integer':
      return integersOf(schema);
    case 'number':
      return fc.oneof(integersOf(schema), fc.double({ min: schema.minimum ?? -1e9, max: 1e9 }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema);
    default:
      return fc.oneof(fc.jsonValue({ maxDepth: 3 }), hostileValue);
  }
}

function objectsOf(schema: FuzzSchema, vocabulary: Vocabulary): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  const entries = Object.entries(properties);
  if (entries.length === 0) return fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue());
  const model = Object.fromEntries(
    entries.map(([key, type]) => [key, valuesOf(type, vocabulary, key)]),
  );
  return fc.record(model, { requiredKeys: required.filter((key) => key in model) });
}

/** Mostly small ones: a job of a million records shows nothing that one of three does not. */
function integersOf({ minimum = -1_000, maximum = 1_000_000 }: FuzzSchema): fc.Arbitrary<number> {
  const small = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 5) });
  return fc.oneof({ weight: 9, arbitrary: small }, fc.constantFrom(minimum, maximum));
}

function textOf({ minLength = 0, maxLength = 300 }: FuzzSchema): fc.Arbitrary<string> {
  return fc.string({ minLength, maxLength: Math.min(maxLength, 300), unit: 'binary' });
}
