import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { Json } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JSONValidatorBlock } from './json-validator-block.js';

const run = async (
  value: fc.JsonValue | undefined,
  config: NonNullable<ConstructorParameters<typeof JSONValidatorBlock>[0]> = {},
) => {
  const state = value === undefined ? {} : { assistant: value as never };
  return (await runBlock(JSONValidatorBlock, { config, state })).output;
};

describe('JSONValidatorBlock', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(JSONValidatorBlock)).problems).toEqual([]);
  });

  test('parses text, with or without a fence, and takes objects as they are', async () => {
    const valid = { valid: true, parsed_json: { a: 1 }, violations: [] };
    expect(await run('{"a": 1}')).toEqual(valid);
    expect(await run('```json\n{"a": 1}\n```')).toEqual(valid);
    expect(await run('  ```\n{"a": 1}```  ')).toEqual(valid);
    expect(await run({ a: 1 })).toEqual(valid);
  });

  test('text that is no JSON is not valid, and an error when strict', async () => {
    expect(await run('{"a": 1')).toMatchObject({
      valid: false,
      parsed_json: null,
      violations: [{ path: '', message: expect.stringContaining('invalid JSON') }],
    });
    await expect(run('{"a": 1', { strict: true })).rejects.toMatchObject({
      code: 'json_invalid',
      detail: { field: 'assistant' },
    });
  });

  test('a missing field is named', async () => {
    expect(await run(undefined)).toMatchObject({
      valid: false,
      violations: [{ message: "invalid JSON: field 'assistant' is missing" }],
    });
  });

  test('missing required fields are violations, also when strict', async () => {
    const config = { required_fields: ['a', 'b/c'], strict: true };
    expect(await run('{"a": null}', config)).toEqual({
      valid: false,
      parsed_json: null,
      violations: [{ path: '/b~1c', message: 'is required' }],
    });
    expect(await run('["a", "b/c"]', config)).toMatchObject({ valid: true });
    expect(await run('5', config)).toMatchObject({ valid: false });
    expect(await run({}, { required_fields: ['constructor'] })).toMatchObject({ valid: false });
  });

  test('breaches of a schema come with their paths, each once', async () => {
    const json_schema = {
      type: 'object',
      properties: { age: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['name'],
    };
    const config = { json_schema, required_fields: ['name'] };
    expect(await run({ age: 'old', tags: ['a', 1] }, config)).toEqual({
      valid: false,
      parsed_json: null,
      violations: [
        { path: '/name', message: 'is required' },
        { path: '/age', message: 'must be integer' },
        { path: '/tags/1', message: 'must be string' },
      ],
    });
  });

  test('names and schema may be prompts; empty text is an empty list', async () => {
    const config = {
      field_name: 'generated.inner',
      required_fields: '{{ json wanted }}',
      json_schema: '{{ json rule }}',
    };
    const state = { generated: { inner: { a: 1 } }, wanted: ['a'], rule: { type: 'object' } };
    const { output } = await runBlock(JSONValidatorBlock, { config, state });
    expect(output).toMatchObject({ valid: true, parsed_json: { a: 1 } });
    expect(await run('1', { required_fields: '' })).toMatchObject({ valid: true });
  });

  test('requires the field it checks and those of its prompts', () => {
    const block = new JSONValidatorBlock({
      field_name: 'generated.inner',
      required_fields: '{{ json wanted }}',
    });
    expect(block.requiredFields(block.config)).toEqual(['generated', 'wanted']);
  });

  test('never changes a valid document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const text = JSON.stringify(value);
        const expected = JSON.parse(text) as unknown;
        expect(await run(text)).toEqual({ valid: true, parsed_json: expected, violations: [] });
        expect(await run(`\`\`\`json\n${text}\n\`\`\``)).toMatchObject({ parsed_json: expected });
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('never throws on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await run(text)).toHaveProperty('valid');
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('a number that would change by being read is told, not changed', async () => {
    expect(await run('{"id": 12345678901234567890}')).toMatchObject({
      valid: false,
      violations: [{ message: expect.stringContaining('12345678901234567890') as string }],
    });
    const exact = '[9007199254740991, 1e21, 0.1, 100000000000000000000]';
    expect(await run(exact)).toMatchObject({ valid: true, parsed_json: JSON.parse(exact) as Json });
  });

  test('nesting without end is not valid', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(await run(deep)).toMatchObject({
      violations: [{ message: 'invalid JSON: nested too deeply' }],
    });
    expect(await run('['.repeat(1_000_000))).toMatchObject({ valid: false });
    expect(await run('`'.repeat(1_000_000))).toMatchObject({ valid: false });
  });
});
