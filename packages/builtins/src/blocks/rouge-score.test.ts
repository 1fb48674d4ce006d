import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { RougeScore } from './rouge-score.js';

const run = async (
  assistant: string,
  reference: string,
  rouge_type: 'rouge1' | 'rouge2' | 'rougeL' = 'rouge1',
) => {
  const state = { assistant, reference };
  return (await runBlock(RougeScore, { config: { rouge_type }, state })).output;
};

describe('RougeScore', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(RougeScore)).problems).toEqual([]);
  });

  test('gives F as a number, and precision and recall beside it', async () => {
    expect(await run('testing', 'testing one two')).toEqual({
      rouge_score: 0.5,
      rouge_detail: { p: 1, r: 1 / 3, f: 0.5 },
    });
    expect(await run('testing two', 'testing one two', 'rougeL')).toEqual({
      rouge_score: 0.8,
      rouge_detail: { p: 1, r: 2 / 3, f: 0.8 },
    });
    expect(await run('testing one', 'testing one two', 'rouge2')).toMatchObject({
      rouge_score: 2 / 3,
    });
  });

  test('is 0 when either is empty or blank', async () => {
    const zero = { rouge_score: 0, rouge_detail: { p: 0, r: 0, f: 0 } };
    for (const type of ['rouge1', 'rouge2', 'rougeL'] as const) {
      expect(await run('', 'a', type)).toEqual(zero);
      expect(await run('a', '', type)).toEqual(zero);
      expect(await run('…', '!', type)).toEqual(zero);
    }
  });

  test('both fields are required', async () => {
    expect(new RougeScore().requiredFields(new RougeScore().config)).toEqual([
      'assistant',
      'reference',
    ]);
    await expect(runBlock(RougeScore, { state: { assistant: 'a' } })).rejects.toMatchObject({
      code: 'field_missing',
      detail: { field: 'reference' },
    });
  });

  test('long texts end, longer ones are refused', async () => {
    const words = 'testing running nationality '.repeat(1_500);
    expect(await run(words, words, 'rougeL')).toMatchObject({ rouge_score: 1 });
    expect(await run('y'.repeat(1_000_000), 'y'.repeat(1_000_000))).toMatchObject({
      rouge_score: 1,
    });
    await expect(run('y'.repeat(1_000_001), 'y')).rejects.toMatchObject({ code: 'text_too_long' });
  });
});
