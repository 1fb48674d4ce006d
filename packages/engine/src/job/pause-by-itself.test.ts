import { DataGenFlowError } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { ask, Ask } from '../testing/ask-block.js';
import { breakingStore } from '../testing/breaking-store.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { hang, ScriptedModels } from '../testing/scripted-models.js';

const refusal = () => new DataGenFlowError('credentials', "Model 'm' refused the key.");
const outage = (retry_after_ms: number) =>
  new DataGenFlowError('provider_down', "Model 'm' does not answer.", {
    detail: { retry_after_ms },
  });

describe('wrong credentials', () => {
  test('pause the job with one message; nothing failed, everything else is pending', async () => {
    let isRight = false;
    const models = new ScriptedModels((prompt) => {
      if (!isRight) throw refusal();
      return `answer to ${prompt}`;
    });
    await using bench = new JobBench([Ask], { models });
    const steps = [{ type: 'Ask', retry: { attempts: 5, backoff_ms: 60_000 } }];
    const paused = await bench.run(numbered(100), { steps, options: { concurrency: 8 } });
    expect(paused).toMatchObject({
      status: 'paused',
      pause_reason: 'credentials',
      error: "Model 'm' refused the key.",
      current_seed: 0,
      records_failed: 0,
    });
    expect(models.sent.length).toBeLessThanOrEqual(8);
    expect(await bench.store.countExecutions(paused.id)).toEqual({ pending: 100 });
    isRight = true;
    await bench.runner.resume(paused.id);
    expect(await bench.runner.finished(paused.id)).toMatchObject({
      status: 'completed',
      pause_reason: null,
      error: '',
      records_generated: 100,
    });
  });

  test('a block that swallows the error changes nothing', async () => {
    const Stubborn = makeBlock('Stubborn', async (context) => ({
      text: await ask(context, 'x').catch(() => 'made up'),
    }));
    const models = new ScriptedModels(() => {
      throw refusal();
    });
    await using bench = new JobBench([Stubborn], { models });
    const paused = await bench.run(numbered(3));
    expect(paused).toMatchObject({ status: 'paused', current_seed: 0, records_generated: 0 });
  });

  test('are told at once, while others in flight go on and are stored', async () => {
    const slow = Promise.withResolvers<string>();
    const models = new ScriptedModels((prompt) => {
      if (prompt === '0') return slow.promise;
      throw refusal();
    });
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(5), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    expect(await bench.store.getJob(id)).toMatchObject({ status: 'paused' });
    expect(bench.events.at(-1)).toMatchObject({ job: { pause_reason: 'credentials' } });
    slow.resolve('good');
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'paused', current_seed: 1 });
    expect(await bench.store.countExecutions(id)).toEqual({ generated: 1, pending: 4 });
  });

  test('the next runner leaves the job paused', async () => {
    const models = new ScriptedModels(() => {
      throw refusal();
    });
    await using bench = new JobBench([Ask], { models });
    const { id } = await bench.run(numbered(2));
    await using next = new JobBench([Ask], { store: bench.memory, owner: 'next' });
    await next.runner.start();
    await settle();
    expect(await next.store.getJob(id)).toMatchObject({ status: 'paused' });
  });
});

describe('a provider that is down', () => {
  test('does not keep a job from going on by itself that was asked for twice before', async () => {
    const clock = new ManualClock();
    let isDown = true;
    const models = new ScriptedModels(() => {
      if (isDown) throw outage(1_000);
      return 'x';
    });
    await using bench = new JobBench([Ask], { clock, models });
    const id = await bench.create(numbered(2));
    bench.runner.run(id);
    bench.runner.run(id);
    await settle();
    expect(await bench.store.getJob(id)).toMatchObject({ status: 'paused' });
    isDown = false;
    await clock.advance(2_000);
    expect(await bench.store.getJob(id)).toMatchObject({ status: 'completed' });
  });

  test('pauses the job, which asks again when told and goes on by itself', async () => {
    const clock = new ManualClock();
    const waits = [1_000, 2_000];
    let isUp = false;
    const models = new ScriptedModels((prompt) => {
      if (!isUp) throw outage(waits[0] ?? 0);
      return prompt;
    });
    await using bench = new JobBench([Ask], { models, clock });
    const id = await bench.create(numbered(4), { options: { concurrency: 1 } });
    bench.runner.run(id);
    await settle();
    const paused = { status: 'paused', pause_reason: 'provider_down', records_failed: 0 };
    expect(await bench.store.getJob(id)).toMatchObject({
      ...paused,
      error: "Model 'm' does not answer.",
    });
    await clock.advance(999);
    expect(models.sent).toHaveLength(1);
    waits.shift();
    await clock.advance(1);
    expect(models.sent).toHaveLength(2);
    expect(await bench.store.getJob(id)).toMatchObject(paused);
    isUp = true;
    const ended = bench.runner.finished(id);
    await clock.advance(2_000);
    expect(await ended).toMatchObject({
      status: 'completed',
      error: '',
      pause_reason: null,
      records_generated: 4,
      running_time: 0,
    });
  });

  test.each(['cancel', 'resume'] as const)(
    '%s does not wait for the time to pass',
    async (action) => {
      let isUp = false;
      const models = new ScriptedModels((prompt, _, signal) => {
        if (!isUp) throw outage(600_000);
        return action === 'resume' ? prompt : hang(signal);
      });
      await using bench = new JobBench([Ask], { models });
      const id = await bench.create(numbered(2));
      bench.runner.run(id);
      await settle();
      isUp = true;
      await bench.runner[action](id);
      const status = action === 'resume' ? 'completed' : 'cancelled';
      expect(await bench.runner.finished(id)).toMatchObject({ status, pause_reason: null });
    },
  );

  test('the next runner goes on with the job', async () => {
    const models = new ScriptedModels(() => {
      throw outage(600_000);
    });
    const bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(2));
    bench.runner.run(id);
    await settle();
    await bench[Symbol.asyncDispose]();
    await using next = new JobBench([Ask], { store: bench.memory, owner: 'next' });
    await next.runner.start();
    expect(await next.runner.finished(id)).toMatchObject({ status: 'completed' });
  });
});

describe('a full disk', () => {
  const full = () => new DataGenFlowError('disk_full', 'The disk is full.', { status: 507 });

  test('pauses the job until there is room: nothing failed, nothing bought twice', async () => {
    const { clock, memory, store, models, heal } = breakingStore({
      breaksAt: 5,
      hits: (method) => method === 'commit' || method === 'claimExecutions',
      error: full,
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(20), { options: { concurrency: 4 } });
    bench.runner.run(id);
    await settle();
    const paused = { status: 'paused', pause_reason: 'disk_full', error: 'The disk is full.' };
    expect(await memory.getJob(id)).toMatchObject(paused);
    const sent = models.sent.length;
    await clock.advance(9_000);
    expect(await memory.getJob(id)).toMatchObject({ ...paused, records_failed: 0 });
    expect(models.sent.length).toBe(sent);
    heal();
    const ended = bench.runner.finished(id);
    await clock.advance(3_000);
    expect(await ended).toMatchObject({
      status: 'completed',
      error: '',
      pause_reason: null,
      records_generated: 20,
      records_failed: 0,
    });
    expect(models.sent).toHaveLength(20);
  });

  test('the time in which it has no room is no running time', async () => {
    const { clock, store, models, heal } = breakingStore({
      breaksAt: 3,
      hits: (method) => method === 'commit',
      error: full,
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(6), {
      options: { concurrency: 1, constraints: { max_total_execution_time: 60 } },
    });
    bench.runner.run(id);
    await settle();
    await clock.advance(600_000);
    heal();
    const ended = bench.runner.finished(id);
    await clock.advance(3_000);
    const job = await ended;
    expect(job).toMatchObject({ status: 'completed', records_generated: 6 });
    expect(job.running_time).toBeLessThan(60);
  });

  test('where not even the pause can be stored, the job goes on all the same', async () => {
    const { clock, store, models, heal } = breakingStore({
      breaksAt: 2,
      hits: (method) => method !== 'getJob',
      error: full,
    });
    await using bench = new JobBench([Ask], { models, clock, store });
    const id = await bench.create(numbered(6), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await expect(bench.runner.cancel(id)).rejects.toMatchObject({ status: 507 });
    await clock.advance(10_000);
    heal();
    const ended = bench.runner.finished(id);
    await clock.advance(10_000);
    expect(await ended).toMatchObject({ status: 'completed', records_generated: 6 });
    expect(models.sent).toHaveLength(6);
  });

  test('where nothing at all fits, a reserve makes room for the pause, and ends it once it fits again', async () => {
    let isFree = false;
    let fits = false;
    const { clock, memory, store, models, heal } = breakingStore({
      breaksAt: 2,
      hits: (method) => method !== 'getJob' && !isFree,
      error: full,
    });
    const reserve = {
      free: async () => {
        isFree = true;
      },
      refill: async () => {
        isFree = false;
        return fits;
      },
    };
    await using bench = new JobBench([Ask], { models, clock, store, reserve });
    const id = await bench.create(numbered(6), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    const paused = { status: 'paused', pause_reason: 'disk_full', error: 'The disk is full.' };
    expect(await memory.getJob(id)).toMatchObject(paused);
    expect(isFree).toBe(false);
    heal();
    await clock.advance(9_000);
    expect(await memory.getJob(id)).toMatchObject(paused);
    fits = true;
    const ended = bench.runner.finished(id);
    await clock.advance(3_000);
    expect(await ended).toMatchObject({ status: 'completed', error: '', records_generated: 6 });
    expect(models.sent).toHaveLength(6);
  });

  test('a runner that is stopped meanwhile ends, and the next one goes on', async () => {
    const { clock, memory, store, models } = breakingStore({
      breaksAt: 2,
      hits: (method) => method === 'commit',
      error: full,
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
