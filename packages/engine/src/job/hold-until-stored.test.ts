import type { BlockContext } from '@datagenflow/block-sdk';
import { DataGenFlowError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { ManualClock, settle } from '../testing/manual-clock.js';
import { ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

const ask = ({ llm }: BlockContext, content: string) =>
  llm.chat({ messages: [{ role: 'user', content }] }).then(({ text }) => text);

const Ask = makeBlock('Ask', async (context) => ({
  text: await ask(context, `${context.get('n', 0)}`),
}));

describe('a database that another process keeps', () => {
  const busy = () => new DataGenFlowError('database_busy', 'Try again.', { status: 503 });

  test('row 53: is asked again and again: the job runs on, nothing failed or was bought twice', async () => {
    const clock = new ManualClock();
    const memory = new MemoryJobStore(clock);
    let isKept = false;
    const store = wrapStore(memory, (method) => {
      if (isKept && method !== 'getJob') throw busy();
    });
    const models = new ScriptedModels((prompt, sends) => {
      isKept ||= sends === 5;
      return prompt;
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(20), { options: { concurrency: 4 } });
    bench.runner.run(id);
    await settle();
    await clock.advance(60_000);
    expect(await memory.getJob(id)).toMatchObject({ status: 'running', records_failed: 0 });
    await expect(bench.runner.cancel(id)).rejects.toMatchObject({ status: 503 });
    isKept = false;
    const ended = bench.runner.finished(id);
    await clock.advance(10_000);
    expect(await ended).toMatchObject({ status: 'completed', error: '', records_generated: 20 });
    expect(models.sent).toHaveLength(20);
  });

  test('a runner that is stopped meanwhile ends, and the next one goes on', async () => {
    const clock = new ManualClock();
    const memory = new MemoryJobStore(clock);
    let isKept = false;
    const store = wrapStore(memory, (method) => {
      if (isKept && method !== 'getJob') throw busy();
    });
    const models = new ScriptedModels((prompt, sends) => {
      isKept ||= sends === 2;
      return prompt;
    });
    const bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(6), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    await bench[Symbol.asyncDispose]();
    await using next = new JobBench([Ask], { store: memory, clock, owner: 'next' });
    await next.runner.start();
    expect(await next.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 6,
    });
  });
});
