import fc from 'fast-check';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { createSchemaCompiler } from '@datagenflow/schemas';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { directRecorder } from '../client/direct-recorder.js';
import { createModelClient } from '../client/create-model-client.js';

const model = {
  id: 1,
  name: 'demo',
  provider: 'demo',
  endpoint: '',
  model_name: 'demo',
  limits: {},
  prices: null,
  dimensions: null,
};
const client = createModelClient({
  models: { resolve: (kind) => Promise.resolve({ ...model, kind }) },
  clock: new ManualClock(),
});
const context = { recorder: directRecorder, signal: new AbortController().signal };
const about = (content: string) => ({ messages: [{ role: 'user' as const, content }] });

describe('the demo model', () => {
  test('answers equal requests equally and others differently', async () => {
    const text = async (content: string) => (await client.chat(about(content), context)).text;
    expect(await text('Tell me about whales.')).toBe(await text('Tell me about whales.'));
    expect(await text('Tell me about whales.')).not.toBe(await text('Tell me about trains.'));
    expect(await text('Tell me about whales.')).toMatch(/whales/i);
  });

  test('counts tokens, costs nothing, stops at max_tokens', async () => {
    const result = await client.chat({ ...about('Describe rivers.'), max_tokens: 3 }, context);
    expect(result.cost).toBe(0);
    expect(result.truncated).toBe(true);
    expect(result.usage.input_tokens).toBeGreaterThan(0);
    expect(result.usage.output_tokens).toBeGreaterThan(0);
  });

  test('writes questions line by line when asked so', async () => {
    const { text } = await client.chat(
      about('Write 3 questions, one per line, about bees.'),
      context,
    );
    expect(text.split('\n').every((line) => line.endsWith('?'))).toBe(true);
  });

  test.each([
    ['The stock market fell as investors feared higher interest rates.', 'finance'],
    ['Patients with the disease responded well to the new treatment.', 'health'],
    ['The team won the championship after a late goal.', 'sports'],
    ['The storm brought rain; the garden needed gardening.', 'gardening'],
  ])('sorts by the words of the content: %s', async (content, label) => {
    const schema = { enum: ['finance', 'health', 'sports', 'gardening'] };
    const prompt = `Classify as finance, health, sports or gardening.\n\n${content}`;
    const { value } = await client.generate({ ...about(prompt), schema }, context);
    expect(value).toBe(label);
  });

  test('writes SQL where SQL is asked for', async () => {
    const schema = { type: 'object', properties: { sql: { type: 'string' } }, required: ['sql'] };
    const { value } = await client.generate({ ...about('Count the whales.'), schema }, context);
    expect((value as { sql: string }).sql).toMatch(/^SELECT .*"\w+" FROM "\w+"/);
  });

  test('embeds similar texts closely', async () => {
    const texts = ['An electric car is quiet', 'Electric cars are quiet', 'Bread needs yeast'];
    const { embeddings } = await client.embed({ texts }, context);
    const [a = [], b = [], c = []] = embeddings;
    const cosine = (x: number[], y: number[]) =>
      x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
    expect(cosine(a, a)).toBeCloseTo(1);
    expect(cosine(a, b)).toBeGreaterThan(0.5);
    expect(cosine(a, c)).toBeLessThan(0.2);
  });

  test('keeps to hand-written schemas', async () => {
    const schemas: JsonObject[] = [
      { type: 'string', pattern: '^[A-Z]{2}-\\d{3,5}(-(x|yy))?$' },
      { type: 'string', pattern: '^\\w+@[a-z]+\\.(com|org)$', maxLength: 30 },
      { type: 'string', minLength: 300, maxLength: 305 },
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'uuid' },
      { type: 'string', format: 'email' },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.05 },
      { type: 'integer', minimum: 10, maximum: 20, multipleOf: 5 },
      { type: 'array', items: { enum: ['a', 'b', 'c'] }, uniqueItems: true, minItems: 3 },
      { type: 'object', additionalProperties: { type: 'number' }, minProperties: 3 },
      { oneOf: [{ type: 'integer' }, { type: 'number', multipleOf: 0.5 }] },
      { allOf: [{ required: ['a'] }, { properties: { a: { const: 7 } } }], type: 'object' },
      { type: 'string', not: { pattern: '^[A-M]' } },
      {
        $ref: '#/$defs/tree',
        $defs: {
          tree: {
            type: 'object',
            properties: { kids: { type: 'array', items: { $ref: '#/$defs/tree' } } },
            required: ['kids'],
            additionalProperties: false,
          },
        },
      },
    ];
    for (const schema of schemas) {
      const result = await client.generate({ ...about('Boats on a lake.'), schema }, context);
      expect({ schema, attempts: result.attempts }).toEqual({ schema, attempts: 1 });
    }
  });

  test('keeps to any schema made of types, bounds, lists and choices', async () => {
    const range = fc.tuple(fc.nat(20), fc.nat(20));
    const leaf = fc.oneof(
      fc.constantFrom<JsonObject>({ type: 'boolean' }, { type: 'null' }, { const: { a: [1] } }, {}),
      fc
        .uniqueArray(fc.jsonValue(), { minLength: 1, selector: (v) => JSON.stringify(v) })
        .map((values): JsonObject => ({ enum: values as never })),
      range.map(([min, more]): JsonObject => ({
        type: 'integer',
        minimum: min,
        maximum: min + more,
      })),
      range.map(([min, more]): JsonObject => ({ type: 'number', minimum: -min, maximum: more })),
      range.map(([min, more]): JsonObject => ({
        type: 'string',
        minLength: min,
        maxLength: min + more,
      })),
    );
    const { schema: anySchema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.tuple(tie('schema'), fc.nat(3)).map(([items, min]): JsonObject => ({
          type: 'array',
          items,
          minItems: min,
          maxItems: min + 2,
        })),
        fc
          .array(tie('schema'), { minLength: 1, maxLength: 3 })
          .map((anyOf): JsonObject => ({ anyOf })),
        fc
          .dictionary(fc.constantFrom('name', 'score', 'text', 'tags'), tie('schema'))
          .map((properties): JsonObject => ({
            type: 'object',
            properties,
            additionalProperties: false,
            required: Object.keys(properties).slice(0, 2),
          })),
      ),
    }));
    const compiler = createSchemaCompiler();
    await fc.assert(
      fc.asyncProperty(anySchema, async (schema) => {
        const { value } = await client.generate({ ...about('Boats on a lake.'), schema }, context);
        expect(compiler.compile(schema).check(value).ok).toBe(true);
      }),
    );
  });
});
