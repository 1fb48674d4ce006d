import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { Filter } from './filter.js';

const run = async (condition: string, state = {}, reason?: string) => {
  const config = { condition, ...(reason === undefined ? {} : { reason }) };
  return runBlock(Filter, { config, state });
};

describe('Filter', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(Filter, { config: { condition: 'valid' } });
    expect(report.problems).toEqual([]);
  });

  test('keeps an execution when the condition holds', async () => {
    for (const condition of ['valid', '{{ valid }}', 'gte score 0.7', '{{#if valid}}yes{{/if}}']) {
      const { output, dropped } = await run(condition, { valid: true, score: 0.7 });
      expect([condition, output, dropped]).toEqual([condition, {}, undefined]);
    }
  });

  test('drops it when the condition is false, nothing, 0, null or missing', async () => {
    for (const valid of [false, '', 0, null, ' false ']) {
      expect((await run('valid', { valid })).dropped).toContain('was not met');
    }
    expect((await run('valid')).dropped).toContain('was not met');
    expect((await run('gte score 0.7', { score: 0.69 })).dropped).toBeDefined();
  });

  test('the reason may use fields', async () => {
    const { dropped } = await run('valid', { score: 0.2 }, 'score {{ score }} is too low');
    expect(dropped).toBe('score 0.2 is too low');
  });

  test('reads the seed’s own values', async () => {
    const runWith = (keep: boolean) =>
      runBlock(Filter, { config: { condition: 'metadata.keep' }, metadata: { keep } });
    expect((await runWith(true)).dropped).toBeUndefined();
    expect((await runWith(false)).dropped).toBeDefined();
  });

  test('fields of the condition are not required, those of the reason are', () => {
    const block = new Filter({ condition: '{{ valid }}', reason: '{{ why }}' });
    expect(block.requiredFields(block.config)).toEqual(['why']);
  });

  test('a malformed or empty condition is refused', () => {
    expect(() => new Filter({ condition: '{{#if a}}' })).toThrow('Line 1');
    expect(() => new Filter({ condition: ' ' })).toThrow('condition is a field');
    expect(() => new Filter({})).toThrow('condition: is required');
  });
});
