import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { Json } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { CoherenceScore } from './coherence-score.js';

const score = async (assistant: Json) =>
  (await runBlock(CoherenceScore, { state: { assistant } })).output?.coherence_score;

describe('CoherenceScore', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(CoherenceScore)).problems).toEqual([]);
  });

  test('is words per sentence over 20, at most 1', async () => {
    expect(await score('One two three four. Five six.')).toBe(6 / 2 / 20);
    expect(await score('word '.repeat(20))).toBe(1);
    expect(await score('word '.repeat(500))).toBe(1);
    expect(await score('a')).toBe(1 / 20);
  });

  test('is 0 without words', async () => {
    for (const text of ['', '  ', '...', null]) expect(await score(text)).toBe(0);
  });

  test('reads a path; a missing or wrong field is named', async () => {
    const run = (field_name: string) =>
      runBlock(CoherenceScore, { config: { field_name }, state: { made: { text: 'a b.' }, n: 1 } });
    expect((await run('made.text')).output).toEqual({ coherence_score: 0.1 });
    await expect(run('made.txt')).rejects.toThrow("Field 'made.txt' is missing");
    await expect(run('n')).rejects.toMatchObject({ code: 'field_type', detail: { field: 'n' } });
  });
});
