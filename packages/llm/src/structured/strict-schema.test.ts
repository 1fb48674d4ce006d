import fc from 'fast-check';
import { createSchemaCompiler } from '@datagenflow/schemas';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../demo/seeded-random.js';
import { readTopic } from '../demo/topic.js';
import { writeValue } from '../demo/write-value.js';
import { toObjectSchema, toStrictSchema } from './strict-schema.js';
import { undoAdaptation } from './undo-adaptation.js';

const compiler = createSchemaCompiler();
const topic = readTopic([{ role: 'user', content: 'Ships cross the wide northern sea.' }]);

/** Schemas of the sort that strict mode can express. */
const { schema: anySchema } = fc.letrec<{ schema: JsonObject; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<JsonObject>({ type: 'string', minLength: 1 }),
    fc.constant<JsonObject>({ type: ['integer', 'null'], minimum: 0, maximum: 9 }),
    fc.constant<JsonObject>({ enum: ['red', 'green'] }),
    tie('object'),
    tie('schema').map((items): JsonObject => ({ type: 'array', items, maxItems: 3 })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((anyOf): JsonObject => ({ anyOf })),
  ),
  object: fc
    .dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { minKeys: 1 })
    .chain((properties) =>
      fc
        .subarray(Object.keys(properties))
        .map((required): JsonObject => ({ type: 'object', properties, required })),
    ),
}));

describe('toStrictSchema', () => {
  test('what fits the strict schema fits the original once the adaptation is undone', () => {
    fc.assert(
      fc.property(anySchema, fc.nat(), (schema, seed) => {
        const strict = toStrictSchema(schema);
        if (strict === undefined) throw new Error('these schemas can all be made strict');
        const random = seededRandom(String(seed));
        const value = writeValue(strict, { root: strict, topic, random });
        fc.pre(compiler.compile(strict).check(value).ok);
        const original = compiler.compile(schema);
        if (original.check(value).ok) return;
        expect(original.check(undoAdaptation(value, schema)).ok).toBe(true);
      }),
    );
  });

  test('closes objects, requires all and makes the optional nullable', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', minLength: 2 }, b: { type: 'integer' } },
      required: ['a'],
    };
    expect(toStrictSchema(schema)).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
      required: ['a', 'b'],
      additionalProperties: false,
    });
    expect(undoAdaptation({ a: 'x', b: null }, schema)).toEqual({ a: 'x' });
  });

  test('keeps references, also recursive ones', () => {
    const node: JsonObject = {
      type: 'object',
      properties: { next: { $ref: '#/$defs/node' } },
    };
    const schema: JsonObject = { ...node, $defs: { node } };
    const strict = toStrictSchema(schema);
    expect(strict?.['$defs']).toHaveProperty('node.additionalProperties', false);
    expect(undoAdaptation({ next: { next: null } }, schema)).toEqual({ next: {} });
  });

  test.each<[string, JsonObject]>([
    ['a map', { type: 'object', additionalProperties: { type: 'number' } }],
    ['an open object', { type: 'object', properties: { a: {} }, additionalProperties: true }],
    ['an object without properties', { type: 'object' }],
    ['anything', {}],
    ['a property that may be anything', { type: 'object', properties: { a: {} } }],
    ['allOf', { allOf: [{ type: 'object' }] }],
    ['a condition', { type: 'object', properties: { a: { type: 'null' } }, if: {} }],
    ['a required key that is not described', { type: 'object', properties: {}, required: ['a'] }],
  ])('gives up on %s rather than change its meaning', (_name, schema) => {
    expect(toStrictSchema(schema)).toBeUndefined();
  });

  test('puts other types into an object, and takes them out again', () => {
    const schema: JsonObject = { type: 'array', items: { type: 'string' } };
    const wrapped: Json = { value: ['a'] };
    for (const adapted of [toStrictSchema(schema), toObjectSchema(schema)]) {
      expect(compiler.compile(adapted ?? {}).check(wrapped).ok).toBe(true);
    }
    expect(undoAdaptation(wrapped, schema)).toEqual(['a']);
    expect(undoAdaptation({ value: 'a' }, { type: 'object' })).toEqual({ value: 'a' });
    expect(undoAdaptation({ value: 'a' }, { enum: ['a'] })).toBe('a');
  });
});
