import { addUsage, emptyUsage, type Execution, type Job, type Json } from '@datagenflow/contracts';
import type { FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFastClock } from './support/fast-clock.js';
import {
  addScriptedModel,
  PRICES,
  readCases,
  says,
  type Reply,
  type Script,
} from './support/scripted-provider.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

let system: TestRuntime;
beforeAll(async () => {
  system = await startTestRuntime({}, { clock: createFastClock(10) });
});
afterAll(() => system[Symbol.asyncDispose]());

const fine = says('Fine.');
const fault = (status: number, more: object = {}): Reply => ({ kind: 'status', status, ...more });
const noChoices: Reply = { kind: 'body', text: '{"choices":[]}' };
const refusal: Reply = { kind: 'message', message: { content: null, refusal: 'I will not' } };
const cutAt = (content: string): Reply => {
  return { kind: 'message', message: { content }, finish_reason: 'length' };
};

interface Outcome {
  job: Job;
  cases: Record<string, Execution>;
  requests: FakeProvider['requests'];
}

/** A job of one block over one seed per case, at an endpoint that follows the script. */
async function runCases(
  type: string,
  config: Record<string, Json>,
  script: Script,
  seeds: Json = Object.keys(script).map((name) => ({ metadata: { case: name } })),
): Promise<Outcome> {
  await using provider = await addScriptedModel(system, type, script);
  const definition = { name: type, blocks: [{ type, config }] };
  const job = await system.runDefinition(definition, seeds, { model: type });
  expect([job.status, job.error]).toEqual(['completed', '']);
  const cases = await readCases(system, job);
  expectBilled(job, Object.values(cases));
  return { job, cases, requests: provider.requests };
}

/** Each call is billed once, to its execution and its job, whether its answer was of use or not. */
function expectBilled(job: Job, executions: readonly Execution[]): void {
  let total = emptyUsage();
  for (const { usage, cost, trace } of executions) {
    const calls = trace?.flatMap((step) => step.calls ?? []) ?? [];
    expect(usage).toEqual(calls.map((call) => call.usage).reduce(addUsage, emptyUsage()));
    const { input_tokens, output_tokens } = usage;
    const micros = input_tokens * PRICES.input + output_tokens * PRICES.output;
    expect(cost).toBeCloseTo(micros / 1_000_000, 12);
    total = addUsage(total, usage);
  }
  expect(job.usage).toEqual(total);
  expect(job.cost).toBeCloseTo(
    executions.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    12,
  );
}

/** `generated`, or the code of the reason; the message has to be there. */
function endsOf(cases: Outcome['cases']): Record<string, string | undefined> {
  const ends = Object.entries(cases).map(([name, { status, reason }]): [string, string] => {
    expect([name, reason?.message === '']).toEqual([name, false]);
    return [name, status === 'failed' ? (reason?.code ?? '') : status];
  });
  return Object.fromEntries(ends);
}

const outputOf = (execution: Execution | undefined) => execution?.trace?.at(-1)?.output;
const rejectedOf = (execution: Execution | undefined) =>
  execution?.trace?.at(-1)?.calls?.map(({ rejected }) => rejected);
const logsOf = (execution: Execution | undefined) =>
  execution?.trace
    ?.at(-1)
    ?.logs?.map(({ message }) => message)
    .join('\n');

describe('TextGenerator', () => {
  test('ends as a record or with the reason, whatever comes back', async () => {
    const { job, cases, requests } = await runCases(
      'TextGenerator',
      { user_prompt: 'case {{ case }}', stop: ['END'], top_p: 0.5 },
      {
        good: [fine],
        cut: [cutAt('Once upon')],
        limited: [fault(429, { retry_after: '0.2' }), fine],
        down_twice: [fault(500), fault(503), fine],
        no_choices_once: [noChoices, fine],
        empty: [says('')],
        cut_at_once: [cutAt('')],
        refused: [refusal],
        filtered: [fault(400, { code: 'content_filter' })],
        too_long: [fault(400, { message: 'maximum context length exceeded' })],
      },
    );
    expect(endsOf(cases)).toEqual({
      good: 'generated',
      cut: 'generated',
      limited: 'generated',
      down_twice: 'generated',
      no_choices_once: 'generated',
      empty: 'empty_answer',
      cut_at_once: 'truncated_answer',
      refused: 'model_refused',
      filtered: 'model_refused',
      too_long: 'request_rejected',
    });
    expect(job).toMatchObject({ records_generated: 5, records_failed: 5 });
    expect(outputOf(cases['good'])).toEqual({ assistant: 'Fine.', system: '', user: 'case good' });
    expect(outputOf(cases['cut'])).toMatchObject({ assistant: 'Once upon' });
    expect(logsOf(cases['cut'])).toContain('Raise max_tokens');
    expect(rejectedOf(cases['refused'])).toEqual(['model_refused']);
    expect(cases['too_long']?.reason?.message).toContain('maximum context length exceeded');
    expect(cases['too_long']?.usage).toEqual(emptyUsage());
    expect(requests).toHaveLength(14);
    expect(requests[0]?.body).toMatchObject({ model: 'fake', stop: ['END'], top_p: 0.5 });
  });

  test('gives up on an endpoint that stays broken for it, and others go on', async () => {
    const { cases } = await runCases(
      'TextGenerator',
      { user_prompt: 'case {{ case }}' },
      { down: [fault(500)], no_choices: [noChoices], good: [fine] },
    );
    expect(endsOf(cases)).toEqual({
      down: 'model_unreachable',
      no_choices: 'empty_answer',
      good: 'generated',
    });
    expect(cases['down']?.reason?.message).toContain('HTTP 500');
    expect(cases['no_choices']?.reason?.message).toContain('has no choices');
  });
});

describe('StructuredGenerator', () => {
  test('repairs what does not fit, and fails with the last errors', async () => {
    const { cases, requests } = await runCases(
      'StructuredGenerator',
      {
        user_prompt: 'case {{ case }}',
        json_schema: {
          type: 'object',
          properties: { n: { type: 'integer' } },
          required: ['n'],
        },
        max_repairs: 1,
      },
      {
        good: [says({ n: 1 })],
        fenced: [says('Here you are:\n```json\n{"n": 2}\n```')],
        repaired: [says('sorry'), says({ n: 3 })],
        empty_once: [says(''), says({ n: 4 })],
        misfit: [says({ n: 'x' })],
        cut: [cutAt('{"n"')],
        refused: [refusal],
      },
    );
    expect(endsOf(cases)).toEqual({
      good: 'generated',
      fenced: 'generated',
      repaired: 'generated',
      empty_once: 'generated',
      misfit: 'structured_output_invalid',
      cut: 'truncated_answer',
      refused: 'model_refused',
    });
    for (const [name, n] of Object.entries({ good: 1, fenced: 2, repaired: 3, empty_once: 4 })) {
      expect(outputOf(cases[name])).toEqual({ generated: { n } });
    }
    expect(rejectedOf(cases['fenced'])).toEqual([undefined]);
    const why = expect.stringContaining('not valid JSON') as string;
    expect(rejectedOf(cases['repaired'])).toEqual([why, undefined]);
    expect(rejectedOf(cases['misfit'])).toEqual(['/n must be integer', '/n must be integer']);
    expect(cases['misfit']?.reason?.message).toContain('(2 tries). Last: /n must be integer.');
    expect(cases['cut']?.reason?.message).toContain('Raise max_tokens');
    const repair = requests.find(({ body }) => JSON.stringify(body).includes('sorry'));
    expect(JSON.stringify(repair?.body)).toContain('not valid JSON');
  });
});

describe('Judge', () => {
  const verdict = (quality: number) => says({ rationale: 'because', scores: { quality } });
  const better = (which: string) => says({ rationale: 'because', better: which });

  test('scores, and has scores outside of the scale repaired', async () => {
    const { cases } = await runCases(
      'Judge',
      { task: 'case {{ case }}', answer: 'Paris' },
      {
        good: [verdict(4)],
        repaired: [verdict(9), verdict(5)],
        misfit: [says({ rationale: 'because' })],
      },
    );
    expect(endsOf(cases)).toEqual({
      good: 'generated',
      repaired: 'generated',
      misfit: 'structured_output_invalid',
    });
    expect(outputOf(cases['good'])).toMatchObject({ scores: { quality: 4 }, verdict: 'pass' });
    expect(outputOf(cases['repaired'])).toMatchObject({ scores: { quality: 5 } });
    expect(rejectedOf(cases['repaired'])).toEqual(['/scores/quality must be <= 5', undefined]);
    expect(rejectedOf(cases['misfit'])).toHaveLength(3);
  });

  test('compares in both orders; whoever favours the first has said nothing', async () => {
    const { cases } = await runCases(
      'Judge',
      { mode: 'pairwise', task: 'case {{ case }}', answer: 'Paris', other_answer: 'Lyon' },
      {
        favours_first: [better('first')],
        undecided: [better('tie')],
        refused: [refusal],
      },
    );
    expect(endsOf(cases)).toEqual({
      favours_first: 'generated',
      undecided: 'generated',
      refused: 'model_refused',
    });
    for (const name of ['favours_first', 'undecided']) {
      expect(outputOf(cases[name])).toMatchObject({ verdict: 'tie', scores: { a: 0.5, b: 0.5 } });
      expect(rejectedOf(cases[name])).toEqual([undefined, undefined]);
    }
  });
});

describe('SemanticInfiller', () => {
  test('a bad answer loses one sample, and the execution only when it was the last', async () => {
    const { cases } = await runCases(
      'SemanticInfiller',
      { fields_to_generate: ['bio'], diversity_threshold: 1 },
      { a: [says({ bio: 'Loves tea' })], b: [says('no')], c: [refusal] },
      [
        { metadata: { case: 'some', skeletons: [{ of: 'case a' }, { of: 'case b' }] } },
        { metadata: { case: 'none', skeletons: [{ of: 'case b' }, { of: 'case c' }] } },
      ],
    );
    expect(endsOf(cases)).toEqual({ some: 'generated', none: 'model_refused' });
    expect(outputOf(cases['some'])).toEqual({ samples: [{ of: 'case a', bio: 'Loves tea' }] });
    expect(logsOf(cases['some'])).toContain('Sample 2 of 2 failed');
    expect(rejectedOf(cases['some'])).toHaveLength(4);
    expect(rejectedOf(cases['none'])).toHaveLength(4);
  });
});

describe('RagasMetrics', () => {
  test('asks judge and embedding model; what can’t be computed is null with the reason', async () => {
    const script: Script = {
      good: [
        says({ statements: ['It is red.', 'It is old.'] }),
        says({
          verdicts: [
            { reason: '', supported: true },
            { reason: '', supported: false },
          ],
        }),
        says('sorry'),
        says({ questions: ['case good', 'case good', 'case good'], noncommittal: false }),
      ],
      refused: [refusal],
    };
    const { cases, requests } = await runCases(
      'RagasMetrics',
      { metrics: ['faithfulness', 'answer_relevancy'], embedding_model: 'RagasMetrics' },
      script,
      Object.keys(script).map((name) => {
        const text = `case ${name}`;
        return { metadata: { case: name, question: text, answer: text, contexts: [text] } };
      }),
    );
    expect(endsOf(cases)).toEqual({ good: 'generated', refused: 'generated' });
    expect(outputOf(cases['good'])).toEqual({
      ragas_scores: { faithfulness: 0.5, answer_relevancy: expect.closeTo(1, 6), passed: true },
    });
    const why = expect.stringContaining('refused to answer') as string;
    expect(outputOf(cases['refused'])).toEqual({
      ragas_scores: {
        faithfulness: null,
        answer_relevancy: null,
        passed: false,
        reasons: { faithfulness: why, answer_relevancy: why },
      },
    });
    expect(requests.filter(({ path }) => path.endsWith('/embeddings'))).toHaveLength(1);
  });
});
