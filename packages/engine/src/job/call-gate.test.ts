import { settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { CALL_USAGE, hang, ScriptedModels } from '../testing/scripted-models.js';

const CALL_USAGE_SUM = CALL_USAGE.input_tokens + CALL_USAGE.output_tokens;

const Write = makeBlock('Write', () => ({ text: 'text' }));

describe('limits of a job in its job-wide steps', () => {
  test.each([1, 3, 17])(
    'many calls at once overshoot a limit by about one: %i × 170',
    async (n) => {
      const limit = n * CALL_USAGE_SUM - 1;
      const Burst = makeJobBlock('Burst', async function* (_, { llm }) {
        const ask = (i: number) => llm.chat({ messages: [{ role: 'user', content: `${i}` }] });
        await Promise.all(Array.from({ length: 100 }, (_unused, i) => ask(i)));
        yield* [];
      });
      const models = new ScriptedModels();
      await using bench = new JobBench([Write, Burst], { models });
      const options = { constraints: { max_total_tokens: limit } };
      const job = await bench.run(numbered(1), { options });
      expect(job).toMatchObject({
        status: 'stopped',
        error: 'Constraint exceeded: max_total_tokens',
      });
      expect(models.sent).toHaveLength(n);
      await bench.runner.resume(job.id, { constraints: { max_total_tokens: -1 } });
      expect(await bench.runner.finished(job.id)).toMatchObject({ status: 'completed' });
      expect(models.sent).toHaveLength(100);
    },
  );

  test('repairs are calls of their own, and stored answers cost nothing', async () => {
    const Pick = makeJobBlock('Pick', async function* (_, { llm }) {
      await llm.generate({ messages: [{ role: 'user', content: 'x' }], schema: {} });
      yield* [];
    });
    const models = new ScriptedModels((_, sends) => (sends < 3 ? 'no JSON' : '1'));
    await using bench = new JobBench([Write, Pick], { models });
    const limited = { constraints: { max_total_tokens: 2 * CALL_USAGE_SUM } };
    const job = await bench.run(numbered(1), { options: limited });
    expect(job).toMatchObject({
      status: 'stopped',
      error: 'Constraint exceeded: max_total_tokens',
    });
    expect(models.sent).toHaveLength(2);
    await bench.runner.resume(job.id, { constraints: { max_total_tokens: -1 } });
    expect(await bench.runner.finished(job.id)).toMatchObject({ status: 'completed' });
    expect(models.sent).toHaveLength(3);
  });

  test('calls that wait for a limit end with a cancellation', async () => {
    const models = new ScriptedModels((_, __, signal) => hang(signal));
    const Burst = makeJobBlock('Burst', async function* (_, { llm }) {
      const ask = (i: number) => llm.chat({ messages: [{ role: 'user', content: `${i}` }] });
      await Promise.all([ask(1), ask(2)]);
      yield* [];
    });
    await using bench = new JobBench([Write, Burst], { models });
    const id = await bench.create(numbered(1), {
      options: { constraints: { max_total_tokens: 9 } },
    });
    bench.runner.run(id);
    await until(() => models.sent.length === 1);
    await settle();
    expect(models.sent).toHaveLength(1);
    expect(await bench.runner.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect(models.sent).toHaveLength(1);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settle();
}
