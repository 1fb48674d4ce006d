import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldMapper } from './field-mapper.js';

const map = async (mappings: Record<string, string>, state: JsonObject) =>
  (await runBlock(FieldMapper, { config: { mappings }, state })).output;

describe('FieldMapper', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(FieldMapper, {
      config: { mappings: { title: '{{ generated.title }}' } },
      state: { generated: { title: 'x' } },
    });
    expect(report.problems).toEqual([]);
  });

  test('one path copies the value with its type', async () => {
    const state = { a: { list: [1, 'two', null], flag: false, text: '5' } };
    expect(
      await map(
        { list: '{{ a.list }}', flag: ' {{a.flag}}\n', text: '{{ a.text }}', all: '{{{ a }}}' },
        state,
      ),
    ).toEqual({ list: [1, 'two', null], flag: false, text: '5', all: state.a });
  });

  test('one json helper parses, anything else is text', async () => {
    const state = { n: 5, list: ['a'], missing: null };
    expect(
      await map(
        {
          picked: '{{ json (first list) }}',
          text: '{{ n }}{{ n }}',
          upper: '{{ upper "x" }}',
          fixed: 'true',
          fallback: '{{ default missing "none" }}',
          looks: '{{ n }}!',
        },
        state,
      ),
    ).toEqual({
      picked: 'a',
      text: '55',
      upper: 'X',
      fixed: 'true',
      fallback: 'none',
      looks: '5!',
    });
  });

  test('what the state holds is rendered once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const value = `${text} {{ other }} "\n`;
        expect(await map({ copy: '{{ v }}', told: 'v: {{ v }}' }, { v: value })).toEqual({
          copy: value,
          told: `v: ${value}`,
        });
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('each bad expression is an error with its field', async () => {
    const run = map({ good: '{{ a }}', typo: '{{ b }}', broken: '{{#if a}}' }, { a: 1 });
    await expect(run).rejects.toMatchObject({
      code: 'mapping_failed',
      detail: { issues: [{ path: '/mappings/typo' }, { path: '/mappings/broken' }] },
    });
    await expect(run).rejects.toThrow('typo: ');
  });

  test('declares the keys of its mappings and requires what they read', () => {
    const block = new FieldMapper({ mappings: { x: '{{ a.b }}', y: '{{ c }}' } });
    expect(block.describeOutputs(block.config)).toEqual(['x', 'y']);
    expect(block.requiredFields(block.config)).toEqual(['a', 'c']);
  });

  test('nothing to map gives nothing', async () => {
    expect(await map({}, { a: 1 })).toEqual({});
    expect(await map(JSON.parse('{"__proto__": "{{ a }}"}') as never, { a: 1 })).toEqual(
      JSON.parse('{"__proto__": 1}'),
    );
  });
});
