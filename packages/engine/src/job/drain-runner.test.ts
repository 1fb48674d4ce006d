import { DataGenFlowError } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { hang, ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

const Ask = makeBlock('Ask', async (context) => {
  const content = `${context.get('n', 0)}`;
  const { text } = await context.llm.chat({ messages: [{ role: 'user', content }] });
  return { text };
});

/** Models that answer when told to. */
function gatedModels() {
  const gate = Promise.withResolvers<void>();
  const models = new ScriptedModels((prompt) => gate.promise.then(() => `answer to ${prompt}`));
  return { models, open: () => gate.resolve() };
}

function nextBench(store: MemoryJobStore, models: ScriptedModels): JobBench {
  return new JobBench([Ask], { models, store, owner: 'next' });
}

test('a draining runner starts nothing it has claimed; the next one does the rest once', async () => {
  const { models, open } = gatedModels();
  await using bench = new JobBench([Ask], { models });
  const id = await bench.create(numbered(10), { options: { concurrency: 3 } });
  bench.runner.run(id);
  await settle();
  expect(await bench.store.countExecutions(id)).toEqual({ running: 6, pending: 4 });
  const drained = bench.runner.drain();
  open();
  await drained;
  expect(await bench.store.countExecutions(id)).toEqual({ generated: 3, pending: 7 });
  expect(await bench.runner.finished(id)).toMatchObject({ status: 'running', current_seed: 3 });
  expect(bench.events.some(({ type }) => type === 'job:finished')).toBe(false);

  await using next = nextBench(bench.memory, models);
  await next.runner.start();
  expect(await next.runner.finished(id)).toMatchObject({
    status: 'completed',
    records_generated: 10,
  });
  expect(models.sent).toHaveLength(10);
});

test('a draining runner takes up no other job', async () => {
  await using bench = new JobBench([Ask]);
  const id = await bench.create(numbered(2));
  await bench.runner.drain();
  bench.runner.run(id);
  expect(await bench.runner.finished(id)).toMatchObject({ status: 'pending' });
});

test('a draining runner goes no further with jobs that are about to begin', async () => {
  const clock = new ManualClock();
  const memory = new MemoryJobStore(clock);
  const changes: string[] = [];
  const store = wrapStore(memory, (method) => {
    if (method === 'updateJob' || method === 'importSeeds') changes.push(method);
  });
  await using bench = new JobBench([Ask], { clock, store });
  const ids: number[] = [];
  for (let n = 0; n < 20; n += 1) ids.push(await bench.create(numbered(1)));
  for (const id of ids) bench.runner.run(id);
  await bench.runner.drain();
  expect(changes).toEqual([]);

  await using next = new JobBench([Ask], { clock, store: memory, owner: 'next' });
  await next.runner.start();
  const ended = await Promise.all(ids.map((id) => next.runner.finished(id)));
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['completed']));
});

test('disposing ends draining: what takes too long is aborted and given back', async () => {
  const models = new ScriptedModels((_prompt, _sends, signal) => hang(signal));
  const bench = new JobBench([Ask], { models });
  const id = await bench.create(numbered(5), { options: { concurrency: 2 } });
  bench.runner.run(id);
  await settle();
  const drained = bench.runner.drain();
  await bench[Symbol.asyncDispose]();
  await drained;
  expect(await bench.store.countExecutions(id)).toEqual({ pending: 5 });
  expect(await bench.store.getJob(id)).toMatchObject({ status: 'running', error: '' });
});

test('draining does not wait for a pause to pass', async () => {
  const models = new ScriptedModels(() => {
    throw new DataGenFlowError('provider_down', "Model 'm' does not answer.");
  });
  await using bench = new JobBench([Ask], { models });
  const id = await bench.create(numbered(1));
  bench.runner.run(id);
  await settle();
  expect(await bench.store.getJob(id)).toMatchObject({ status: 'paused' });
  await bench.runner.drain();
  expect(await bench.store.getJob(id)).toMatchObject({ status: 'paused' });
});
