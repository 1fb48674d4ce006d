import type { Constraints } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { ScriptedModels } from '../testing/scripted-models.js';

/** One call of 100 + 70 tokens and 0.25 dollars. */
const Ask = makeBlock('Ask', async ({ llm, get }) => {
  const content = `${get('n', 0)}`;
  return { text: (await llm.chat({ messages: [{ role: 'user', content }] })).text };
});

async function run(constraints: Constraints, concurrency = 1, count = 10) {
  await using bench = new JobBench([Ask]);
  return await bench.run(numbered(count), { options: { concurrency, constraints } });
}

describe('constraints', () => {
  test.each<[Constraints, number]>([
    [{ max_total_tokens: 500 }, 3],
    [{ max_total_input_tokens: 150 }, 2],
    [{ max_total_output_tokens: 70 }, 1],
    [{ max_total_cost: 0.6 }, 3],
    [{ max_total_tokens: 0 }, 0],
  ])('%j stops the job after %i executions', async (constraints, records) => {
    const [name] = Object.keys(constraints);
    expect(await run(constraints)).toMatchObject({
      status: 'stopped',
      error: `Constraint exceeded: ${name}`,
      records_generated: records,
    });
  });

  test('no limits, or limits that are not reached, stop nothing', async () => {
    expect((await run({})).status).toBe('completed');
    expect((await run({ max_total_tokens: 1_701, max_total_cost: -1 })).status).toBe('completed');
  });

  test('what is in flight is reserved: many at once overshoot by about one', async () => {
    for (const limit of [170 * 5 - 1, 170 * 20, 170 * 33 + 1]) {
      const job = await run({ max_total_tokens: limit }, 32, 100);
      expect(job.status).toBe('stopped');
      const used = job.usage.input_tokens + job.usage.output_tokens;
      expect(used).toBeGreaterThanOrEqual(limit);
      expect(used).toBeLessThanOrEqual(limit + 2 * 170);
    }
  });

  test('limits of the job win over those of the pipeline', async () => {
    await using bench = new JobBench([Ask]);
    const id = await bench.create(numbered(4), {
      options: { concurrency: 1, constraints: { max_total_tokens: -1 } },
    });
    const stored = await bench.store.getJob(id);
    stored.definition.constraints = { max_total_tokens: 1 };
    bench.runner.run(id);
    expect((await bench.runner.finished(id)).status).toBe('completed');
  });

  test('time counts', async () => {
    const clock = new ManualClock();
    const Slow = makeBlock('Slow', () => clock.sleep(2_000).then(() => ({})));
    await using bench = new JobBench([Slow], { clock });
    const id = await bench.create(numbered(9), {
      options: { concurrency: 1, constraints: { max_total_execution_time: 5 } },
    });
    bench.runner.run(id);
    await clock.advance(20_000);
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'stopped',
      error: 'Constraint exceeded: max_total_execution_time',
      records_generated: 3,
    });
    const { running_time } = await bench.store.getJob(id);
    expect(running_time).toBe(6);
    expect(clock.sleeping).toBe(0);
  });

  test('failed executions count', async () => {
    const Fail = makeBlock('Fail', async ({ llm, get }) => {
      await llm.chat({ messages: [{ role: 'user', content: `${get('n', 0)}` }] });
      throw new Error('no luck');
    });
    await using bench = new JobBench([Fail]);
    const options = { concurrency: 1, constraints: { max_total_tokens: 300 } };
    expect(await bench.run(numbered(9), { options })).toMatchObject({
      status: 'stopped',
      records_failed: 2,
    });
  });

  test('a cost that can’t be known fails the job as soon as it is limited', async () => {
    const models = new ScriptedModels();
    models.price = null;
    await using bench = new JobBench([Ask], { models });
    const options = { concurrency: 1, constraints: { max_total_cost: 1 } };
    const job = await bench.run(numbered(5), { options });
    expect(job).toMatchObject({ status: 'failed', records_generated: 1 });
    expect(job.error).toContain('has no price');
  });
});
