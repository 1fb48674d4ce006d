import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValidatorBlock } from './validator-block.js';

type Config = NonNullable<ConstructorParameters<typeof ValidatorBlock>[0]>;

const run = async (state: JsonObject, config: Config = {}) =>
  (await runBlock(ValidatorBlock, { config, state })).output;

const rules = async (text: string, config: Config) => {
  const violations = ((await run({ text }, config))?.violations ?? []) as { rule: string }[];
  return violations.map(({ rule }) => rule);
};

describe('ValidatorBlock', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(ValidatorBlock, { state: { text: 'a' } })).problems).toEqual([]);
  });

  test('checks the text, else the answer, and gives both back', async () => {
    expect(await run({ text: 'abc', assistant: 'x' }, { min_length: 2 })).toEqual({
      text: 'abc',
      assistant: 'x',
      valid: true,
      violations: [],
    });
    expect(await run({ text: '', assistant: 'x' }, { min_length: 2 })).toEqual({
      text: '',
      assistant: 'x',
      valid: false,
      violations: [{ rule: 'min_length', message: 'has 1 characters of 2' }],
    });
    expect(await run({ assistant: 'ok' })).toEqual({
      assistant: 'ok',
      valid: true,
      violations: [],
    });
  });

  test('without either it says so', async () => {
    await expect(run({})).rejects.toMatchObject({ code: 'field_missing' });
    await expect(run({ text: 3 })).rejects.toMatchObject({ code: 'field_type' });
    expect(new ValidatorBlock().requiredFields(new ValidatorBlock().config)).toEqual([]);
  });

  test('counts characters, not UTF-16 units', async () => {
    expect(await rules('😀😀', { max_length: 2, min_length: 2 })).toEqual([]);
    expect(await rules('😀😀', { max_length: 1 })).toEqual(['max_length']);
    expect(await rules('\uD83D', { min_length: 1 })).toEqual([]);
  });

  test('forbidden words stand alone and in any letter case', async () => {
    const forbidden_words = ['ass', 'Bad Idea', 'été', 'c++'];
    const wrong = (text: string, config: Config = {}) =>
      rules(text, { forbidden_words, ...config });
    expect(await wrong('a class in glass, assets')).toEqual([]);
    expect(await wrong('an Ass')).toEqual(['forbidden_words']);
    expect(await wrong('what a BAD idea!')).toEqual(['forbidden_words']);
    expect(await wrong('répétés')).toEqual([]);
    expect(await wrong('𝐀ass')).toEqual([]);
    expect(await wrong("l'été")).toEqual(['forbidden_words']);
    expect(await wrong('C++11 or C++')).toEqual(['forbidden_words']);
    expect(await wrong('class', { whole_words: false })).toEqual(['forbidden_words']);
  });

  test('forbidden words may be a prompt; empty text is none', async () => {
    const state = { text: 'spam', banned: ['spam'] };
    expect(await run(state, { forbidden_words: '{{ json banned }}' })).toMatchObject({
      valid: false,
    });
    expect(await run(state, { forbidden_words: '' })).toMatchObject({ valid: true });
    await expect(run(state, { forbidden_words: '{{ text }}' })).rejects.toMatchObject({
      code: 'json_invalid',
    });
  });

  test('a pattern must match somewhere, in linear time', async () => {
    expect(await rules('order 123', { pattern: '\\d+' })).toEqual([]);
    expect(await rules('order', { pattern: '^\\d+$' })).toEqual(['pattern']);
    expect(
      await rules(`${'a'.repeat(100_000)}!`, { pattern: '^(a+)+$', max_length: 200_000 }),
    ).toEqual(['pattern']);
    expect(() => new ValidatorBlock({ pattern: '(?=a)' })).toThrow('look-around');
    expect(() => new ValidatorBlock({ pattern: '(' })).toThrow('pattern');
  });

  test('never throws on any text', async () => {
    const words = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), words, async (text, forbidden_words) => {
        const strict = await run({ text }, { forbidden_words });
        const loose = await run({ text }, { forbidden_words, whole_words: false });
        expect(loose?.valid === true && strict?.valid === false).toBe(false);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
