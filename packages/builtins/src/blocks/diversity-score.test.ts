import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { Json } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { DiversityScore } from './diversity-score.js';

const run = (assistant: Json) => runBlock(DiversityScore, { state: { assistant } });

describe('DiversityScore', () => {
  test('keeps the rules for blocks', async () => {
    const state = { assistant: ['a b', 'a c'] };
    expect((await checkBlock(DiversityScore, { state })).problems).toEqual([]);
  });

  test('is the mean difference over all pairs', async () => {
    expect((await run(['abcd', 'abcd', 'wxyz'])).output).toEqual({
      diversity_score: 2 / 3,
      distinct_1: 2 / 3,
      distinct_2: 0,
    });
    expect((await run(['a b', 'a b'])).output).toMatchObject({
      diversity_score: 0,
      distinct_2: 0.5,
    });
  });

  test('is 0 for fewer than two texts', async () => {
    expect((await run('a a a a')).output).toEqual({
      diversity_score: 0,
      distinct_1: 0.25,
      distinct_2: 1 / 3,
    });
    expect((await run([])).output).toMatchObject({ diversity_score: 0, distinct_1: 0 });
    expect((await run(null)).output).toMatchObject({ diversity_score: 0 });
  });

  test('names the element that is no text', async () => {
    await expect(run(['a', 3])).rejects.toThrow("Field 'assistant.1'");
    await expect(run({ a: 1 })).rejects.toMatchObject({ code: 'field_type' });
  });

  test('many or long texts are sampled, and the log says so', async () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => `text ${index % 2}`);
    const { output, logs } = await run(texts);
    expect(output?.diversity_score).toBeCloseTo(1 / 6 / 2, 2);
    expect(logs[0]?.message).toContain('10000 of 49995000 pairs');
    const long = await run(['ab'.repeat(500_000), 'ac'.repeat(500_000)]);
    expect(long.logs[0]?.message).toContain('first 10000 characters');
  }, 30_000);

  test('ends when it is cancelled', async () => {
    const state = { assistant: ['a', 'b'] };
    const cancelled = runBlock(DiversityScore, { state, signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  });
});
