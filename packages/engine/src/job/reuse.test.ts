import { Type, type BlockContext } from '@datagenflow/block-sdk';
import type { Job, JsonObject, Step } from '@datagenflow/contracts';
import fc from 'fast-check';
import { settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { hang, ScriptedModels } from '../testing/scripted-models.js';

/** Asks what its config says, with the seed’s number in place of #. */
const Ask = makeBlock(
  'Ask',
  async (context: BlockContext, config: JsonObject) => {
    const content = (config.prompt as string).replace('#', `${context.get('n', 0)}`);
    const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
    return { text };
  },
  {
    outputs: ['text'],
    config: Type.Object({ prompt: Type.String() }),
  },
);

const ask = (prompt: string, id: string): Step => ({
  id,
  type: 'Ask',
  config: { prompt },
  outputs: { text: id },
});

/** No two answers are alike. */
const unlike = () => new ScriptedModels((prompt, sends) => `${prompt}: ${sends}`);

async function rerun(
  bench: JobBench,
  models: ScriptedModels,
  seeds: readonly JsonObject[],
  steps: Step[],
): Promise<{ job: Job; bought: number; values: string[] }> {
  const before = models.sent.length;
  const job = await bench.run(seeds, { steps, options: { reuse: true } });
  const values = bench.records(job.id).flatMap((record) => Object.values(record) as string[]);
  return { job, bought: models.sent.length - before, values: values.toSorted() };
}

describe('reusing stored calls', () => {
  test('two equal steps buy two calls, and a rerun none', async () => {
    const models = unlike();
    await using bench = new JobBench([Ask], { models });
    const steps = [ask('same', 'a'), ask('same', 'b')];
    const first = await rerun(bench, models, numbered(1), steps);
    expect(first).toMatchObject({ bought: 2, values: ['same: 1', 'same: 2'] });
    const again = await rerun(bench, models, numbered(1), steps);
    expect(again).toMatchObject({ bought: 0, values: first.values });
    expect(again.job).toMatchObject({ cost: 0, saved_cost: 0.5, usage: { input_tokens: 0 } });
  });

  test('100 equal seeds buy 100 calls; a rerun buys none and gives the same answers', async () => {
    const models = unlike();
    await using bench = new JobBench([Ask], { models });
    const seeds = Array.from({ length: 100 }, () => ({ n: 7 }));
    const first = await rerun(bench, models, seeds, [ask('write #', 'a')]);
    expect(first.bought).toBe(100);
    expect(new Set(first.values).size).toBe(100);
    const again = await rerun(bench, models, seeds, [ask('write #', 'a')]);
    expect(again).toMatchObject({ bought: 0, values: first.values });
    const third = await rerun(bench, models, [...seeds, { n: 7 }], [ask('write #', 'a')]);
    expect(third.bought).toBe(1);
    expect(new Set(third.values).size).toBe(101);
  });

  test('without the option every call is bought', async () => {
    const models = unlike();
    await using bench = new JobBench([Ask], { models });
    for (const bought of [3, 6]) {
      await bench.run(numbered(3), { steps: [ask('write #', 'a')] });
      expect(models.sent).toHaveLength(bought);
    }
  });

  test('only what an edit touches is bought again', async () => {
    const models = unlike();
    await using bench = new JobBench([Ask], { models });
    const steps = [ask('first #', 'a'), ask('second #', 'b'), ask('third #', 'c')];
    expect((await rerun(bench, models, numbered(10), steps)).bought).toBe(30);
    const edited = numbered(10).with(4, { n: 77 });
    expect((await rerun(bench, models, edited, steps)).bought).toBe(3);
    const last = steps.with(2, ask('in other words #', 'c'));
    expect((await rerun(bench, models, numbered(10), last)).bought).toBe(10);
    const inserted = [ask('before #', 'x'), ...steps];
    expect((await rerun(bench, models, numbered(10), inserted)).bought).toBe(10);
  });

  test('a retry buys', async () => {
    let isBad = true;
    const models = new ScriptedModels(() => (isBad ? 'bad' : 'good'));
    const Picky = makeBlock('Picky', async ({ llm }: BlockContext) => {
      const { text } = await llm.chat({ messages: [{ role: 'user', content: 'x' }] });
      if (text === 'bad') throw new Error('bad');
      return { text };
    });
    await using bench = new JobBench([Picky], { models });
    const options = { reuse: true };
    await bench.run(numbered(1), { options });
    const again = await bench.run(numbered(1), { options });
    expect(again).toMatchObject({ status: 'failed', cost: 0 });
    isBad = false;
    await bench.runner.retryFailed(again.id);
    expect(await bench.runner.finished(again.id)).toMatchObject({ status: 'completed' });
    expect(models.sent).toHaveLength(2);
  });

  describe('an answer that was not accepted', () => {
    /** Asks for JSON, and then waits until it may go on. */
    const Strict = makeBlock('Strict', async ({ llm, signal }: BlockContext) => {
      const messages = [{ role: 'user' as const, content: 'x' }];
      await llm.generate({ messages, schema: {}, max_repairs: 0 }).catch(() => undefined);
      return mayEnd ? {} : hang(signal);
    });
    let mayEnd = true;

    test('is marked at once: no other job takes it, though its execution never ends', async () => {
      mayEnd = false;
      const models = new ScriptedModels((_, sends) => (sends === 1 ? 'no JSON' : '1'));
      await using bench = new JobBench([Strict], { models });
      const id = await bench.create(numbered(1));
      bench.runner.run(id);
      while (models.sent.length === 0) await settle();
      await settle();
      await bench.runner.cancel(id);
      mayEnd = true;
      const again = await bench.run(numbered(1), { options: { reuse: true } });
      expect(again).toMatchObject({ status: 'completed', cost: 0.25 });
      expect(models.sent).toHaveLength(2);
    });

    test('that was another job’s is not reused again either', async () => {
      mayEnd = true;
      const models = new ScriptedModels(() => 'no JSON');
      const Chat = makeBlock('Chat', async ({ llm }: BlockContext) => {
        await llm.chat({ messages: [{ role: 'user', content: 'x' }] });
        return {};
      });
      await using bench = new JobBench([Chat, Strict], { models });
      const reuse = { options: { reuse: true } };
      await bench.run(numbered(1), { steps: [{ type: 'Chat' }] });
      const copied = await bench.run(numbered(1), { steps: [{ type: 'Strict' }], ...reuse });
      expect(copied).toMatchObject({ status: 'completed', cost: 0 });
      const bought = await bench.run(numbered(1), { steps: [{ type: 'Chat' }], ...reuse });
      expect(bought).toMatchObject({ status: 'completed', cost: 0.25 });
    });
  });

  test('the trace tells what was reused', async () => {
    const models = unlike();
    await using bench = new JobBench([Ask], { models });
    await rerun(bench, models, numbered(1), [ask('x', 'a')]);
    const { job } = await rerun(bench, models, numbered(1), [ask('x', 'a')]);
    const [outcome] = bench.memory.outcomes(job.id);
    expect(outcome?.trace[0]).toMatchObject({
      reused: 1,
      cost: 0,
      usage: { input_tokens: 0, output_tokens: 0 },
    });
    expect(outcome?.trace[0]).not.toHaveProperty('replayed');
  });

  test('a rerun buys what the requests exceed the stored calls by, and keeps their variety', async () => {
    const prompts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(prompts, prompts, async (before, after) => {
        const models = unlike();
        await using bench = new JobBench([Ask], { models });
        const seedsOf = (numbers: number[]) => numbers.map((n) => ({ n }));
        const first = await rerun(bench, models, seedsOf(before), [ask('#', 'a')]);
        const { bought, values } = await rerun(bench, models, seedsOf(after), [ask('#', 'a')]);
        const count = (numbers: number[], n: number) => numbers.filter((one) => one === n).length;
        const missing = [0, 1, 2, 3, 4].map((n) => Math.max(0, count(after, n) - count(before, n)));
        expect(bought).toBe(missing.reduce((sum, one) => sum + one, 0));
        expect(new Set(values).size).toBe(after.length);
        const reused = values.filter((value) => first.values.includes(value));
        expect(reused).toHaveLength(after.length - bought);
      }),
      { numRuns: 30 },
    );
  });
});

describe('reusing memos', () => {
  test('job-wide steps reuse them too', async () => {
    let runs = 0;
    const Upload = makeJobBlock('Upload', async function* (records, { memo }) {
      for await (const { record_id } of records) {
        yield { record_id, fields: { place: await memo('upload', 1, () => (runs += 1)) } };
      }
    });
    const Write = makeBlock('Write', () => ({ text: 'x' }));
    await using bench = new JobBench([Write, Upload]);
    await bench.run(numbered(1));
    const again = await bench.run(numbered(1), { options: { reuse: true } });
    expect(bench.records(again.id)).toEqual([{ text: 'x', place: 1 }]);
    await bench.run(numbered(1));
    expect(runs).toBe(2);
  });

  const Fetch = makeBlock('Fetch', async (context) => {
    const page = `page ${context.get('n', 0) % 2}`;
    const text = await context.memo('fetch', page, () => fetched(page));
    return { text };
  });
  let asked: string[] = [];
  let isDown = false;
  const fetched = async (page: string): Promise<string> => {
    asked.push(page);
    await Promise.resolve();
    if (isDown) throw new Error('no such page');
    return `${page} as of ${asked.length}`;
  };

  test('each input is worked out once in a job, and with reuse not again; a throw is forgotten', async () => {
    asked = [];
    isDown = true;
    await using bench = new JobBench([Fetch]);
    const failed = await bench.run(numbered(1), { options: { reuse: true } });
    expect(failed).toMatchObject({ records_failed: 1 });
    isDown = false;
    const first = await bench.run(numbered(20), { options: { concurrency: 20 } });
    expect(asked).toEqual(['page 0', 'page 0', 'page 1']);
    const again = await bench.run(numbered(20), { options: { reuse: true } });
    expect(asked).toHaveLength(3);
    expect(bench.records(again.id)).toEqual(bench.records(first.id));
    await bench.run(numbered(2));
    expect(asked).toHaveLength(5);
  });
});
