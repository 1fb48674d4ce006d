import { DataGenFlowError } from '@datagenflow/block-sdk';
import {
  checkBlock,
  runBlock,
  scriptedLlm,
  type ScriptedAnswer,
} from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { averagePrecision } from '../ragas/context-precision.js';
import { RagasMetrics } from './ragas-metrics.js';

type Config = NonNullable<ConstructorParameters<typeof RagasMetrics>[0]>;

const state: JsonObject = {
  question: 'Where is the tower?',
  answer: 'In Paris, and it is blue.',
  contexts: ['The tower is in Paris.', 'It is brown.'],
  ground_truth: 'In Paris.',
};

const run = async (answers: ScriptedAnswer[], config: Config = {}, given = state) => {
  const llm = scriptedLlm(answers);
  const { output } = await runBlock(RagasMetrics, { config, state: given, llm });
  return { scores: output?.ragas_scores as JsonObject, requests: llm.requests };
};

const statements: ScriptedAnswer = { statements: ['It is in Paris.', 'It is blue.'] };
const verdicts: ScriptedAnswer = {
  verdicts: [
    { reason: 'said', supported: true },
    { reason: 'brown', supported: false },
  ],
};

describe('RagasMetrics', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(RagasMetrics, {
      state,
      llm: () => scriptedLlm([statements, verdicts]),
    });
    expect(report.problems).toEqual([]);
  });

  test('faithfulness: supported statements of all', async () => {
    const { scores, requests } = await run([statements, verdicts], { model: 'judge' });
    expect(scores).toEqual({ faithfulness: 0.5, passed: true });
    expect(requests[0]).toMatchObject({ model: 'judge', temperature: 0 });
  });

  test('answer relevancy: mean similarity to guessed questions, 0 when evasive', async () => {
    const metrics: Config = { metrics: ['answer_relevancy'] };
    const guesses = { questions: ['a?', 'b?', 'c?'], noncommittal: false };
    const vectors = [
      [1, 0],
      [1, 0],
      [0, 1],
      [3, 4],
    ];
    const { scores } = await run([guesses, vectors], metrics);
    expect(scores['answer_relevancy']).toBeCloseTo((1 + 0 + 0.6) / 3, 6);
    expect((await run([{ ...guesses, noncommittal: true }], metrics)).scores).toEqual({
      answer_relevancy: 0,
      passed: false,
    });
  });

  test('context precision: precision at the ranks of useful contexts', async () => {
    const verdict = (useful: boolean) => ({ reason: '', useful });
    const { scores } = await run([verdict(false), verdict(true)], {
      metrics: ['context_precision'],
    });
    expect(scores).toEqual({ context_precision: 0.5, passed: true });
    expect(averagePrecision([true, false, true])).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision([false])).toBe(0);
    expect(averagePrecision([])).toBe(0);
  });

  test('context recall: attributed statements of the ground truth', async () => {
    const attributed = (value: boolean) => ({ statement: 's', reason: '', attributed: value });
    const { scores } = await run(
      [{ statements: [attributed(true), attributed(true), attributed(false)] }],
      { metrics: ['context_recall'] },
    );
    expect(scores['context_recall']).toBeCloseTo(2 / 3, 12);
  });

  test('zero counts for passed', async () => {
    const none = { verdicts: [{ reason: '', supported: false }] };
    const { scores } = await run([{ statements: ['x'] }, none], { score_threshold: 0.1 });
    expect(scores).toEqual({ faithfulness: 0, passed: false });
  });

  test('what can’t be computed is null with a reason, never 0', async () => {
    const missing = await run(
      [],
      { metrics: '["faithfulness", "context_recall"]' },
      {
        question: 'q',
        answer: '',
      },
    );
    expect(missing.scores).toEqual({
      faithfulness: null,
      context_recall: null,
      passed: false,
      reasons: {
        faithfulness: 'missing: answer, contexts',
        context_recall: 'missing: answer, contexts, ground_truth',
      },
    });
    const bad = new DataGenFlowError('structured_output_invalid', 'statements: is required');
    expect((await run([bad])).scores).toMatchObject({
      faithfulness: null,
      reasons: { faithfulness: 'statements: is required' },
    });
    expect((await run([{ statements: [] }])).scores).toMatchObject({ faithfulness: null });
    expect((await run([statements, { verdicts: [] }])).scores).toMatchObject({
      reasons: { faithfulness: expect.stringContaining('verdicts') },
    });
  });

  test('an outage fails the step', async () => {
    await expect(run([new DataGenFlowError('provider_down', 'down')])).rejects.toThrow('down');
  });

  test('contexts may be a JSON list in text or one text', async () => {
    for (const contexts of ['["one", "two"]', ['one', 'two']]) {
      const { requests } = await run([statements, verdicts], {}, { ...state, contexts });
      expect(JSON.stringify(requests[1])).toContain('one');
      expect(JSON.stringify(requests[1])).toContain('two');
    }
    const { requests } = await run([statements, verdicts], {}, { ...state, contexts: '[1] one' });
    expect(JSON.stringify(requests[1])).toContain('[1] one');
    await expect(
      run([], {}, { ...state, contexts: Array.from({ length: 201 }, () => 'c') }),
    ).rejects.toMatchObject({ code: 'too_many_contexts' });
  });

  test('requires the fields that its metrics need', () => {
    const fields = (config: Config) => {
      const block = new RagasMetrics(config);
      return block.requiredFields(block.config);
    };
    expect(fields({ metrics: ['answer_relevancy'] })).toEqual(['question', 'answer']);
    expect(fields({ metrics: ['context_recall'], contexts_field: 'found.texts' })).toEqual([
      'question',
      'answer',
      'found',
      'ground_truth',
    ]);
  });
});
