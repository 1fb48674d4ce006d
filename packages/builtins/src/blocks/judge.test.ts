import { checkBlock, runBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { Judge } from './judge.js';

const state = { assistant: 'Paris', user: 'Capital of France?', second: 'Lyon' };
const criterion = (name: string, threshold: number | null = null) => ({
  name,
  description: `how ${name}`,
  minimum: 1,
  maximum: 5,
  threshold,
});

describe('Judge', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(Judge, {
      state,
      llm: () => scriptedLlm([{ rationale: 'good', scores: { quality: 5 } }]),
    });
    expect(report.problems).toEqual([]);
  });

  test('scores each criterion on its scale', async () => {
    const llm = scriptedLlm([{ rationale: 'right', scores: { correct: 5, brief: 2 } }]);
    const { output } = await runBlock(Judge, {
      config: {
        criteria: [criterion('correct', 4), criterion('brief')],
        task: '{{ user }}',
        model: 'judge',
      },
      state,
      llm,
    });
    expect(output).toEqual({
      scores: { correct: 5, brief: 2 },
      rationale: 'right',
      verdict: 'pass',
    });
    expect(llm.requests[0]).toMatchObject({
      model: 'judge',
      temperature: 0,
      max_tokens: 1024,
      schema: {
        properties: { scores: { properties: { correct: { minimum: 1, maximum: 5 } } } },
      },
    });
    const text = JSON.stringify(llm.requests[0]);
    for (const part of ['how correct', 'Capital of France?', 'Paris']) expect(text).toContain(part);
  });

  test('fails what is below a threshold', async () => {
    const { output } = await runBlock(Judge, {
      config: { criteria: [criterion('correct', 4), criterion('brief', 3)] },
      state,
      llm: scriptedLlm([{ rationale: '', scores: { correct: 5, brief: 2 } }]),
    });
    expect(output?.verdict).toBe('fail');
  });

  test('a score outside of its scale is not accepted', async () => {
    const run = runBlock(Judge, {
      state,
      llm: scriptedLlm([{ rationale: '', scores: { quality: 6 } }]),
    });
    await expect(run).rejects.toMatchObject({ code: 'structured_output_invalid' });
  });

  test.each([
    ['first', 'second', 'a', { a: 1, b: 0 }],
    ['second', 'first', 'b', { a: 0, b: 1 }],
    ['first', 'first', 'tie', { a: 0.5, b: 0.5 }],
    ['tie', 'second', 'tie', { a: 0.75, b: 0.25 }],
    ['tie', 'tie', 'tie', { a: 0.5, b: 0.5 }],
  ])('compares in both orders: %s, then %s', async (one, other, verdict, scores) => {
    const llm = scriptedLlm([
      { rationale: 'x', better: one },
      { rationale: 'y', better: other },
    ]);
    const { output } = await runBlock(Judge, {
      config: { mode: 'pairwise', other_answer: '{{ second }}' },
      state,
      llm,
    });
    expect(output).toEqual({ verdict, scores, rationale: 'a before b: x\nb before a: y' });
    const [forward, backward] = llm.requests.map((request) => JSON.stringify(request));
    expect(forward?.indexOf('Paris')).toBeLessThan(forward?.indexOf('Lyon') ?? 0);
    expect(backward?.indexOf('Lyon')).toBeLessThan(backward?.indexOf('Paris') ?? 0);
  });

  test('refuses what can’t be judged', () => {
    const twice = [criterion('same'), criterion('same')];
    expect(() => new Judge({ criteria: twice })).toThrow("has 'same' twice");
    expect(() => new Judge({ criteria: [{ ...criterion('x'), maximum: 1 }] })).toThrow(
      'minimum below maximum',
    );
    expect(() => new Judge({ criteria: [] })).toThrow('criteria');
    expect(() => new Judge({ mode: 'pairwise' })).toThrow('other_answer: is required');
  });
});
