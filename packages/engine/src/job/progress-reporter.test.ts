import type { EngineEvent, JobStore } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { JobBench, numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { wrapStore } from '../testing/wrap-store.js';
import { ProgressReporter } from './progress-reporter.js';

const Nothing = makeBlock('Nothing', () => ({}));

async function reporterOf(before: (method: keyof JobStore) => void = () => {}) {
  const clock = new ManualClock();
  const bench = new JobBench([Nothing], { clock });
  const id = await bench.create(numbered(4));
  await bench.store.importSeeds(id, [{ seed_index: 0, repetitions: 4, metadata: {} }]);
  const events: EngineEvent[] = [];
  const options = {
    store: wrapStore(bench.store, before),
    clock,
    emit: (event: EngineEvent) => void events.push(event),
  };
  return { clock, id, events, store: bench.store, progress: new ProgressReporter(id, options) };
}

describe('ProgressReporter', () => {
  test('however often it is touched, it reports at most ten times a second', async () => {
    const { clock, events, progress } = await reporterOf();
    for (let ms = 0; ms < 1_000; ms += 5) {
      progress.touch();
      await clock.advance(5);
    }
    expect(events.length).toBeGreaterThanOrEqual(9);
    expect(events.length).toBeLessThanOrEqual(10);
  });

  test('the last of many touches is reported too, and then nothing but the running time', async () => {
    const { clock, events, progress } = await reporterOf();
    progress.touch();
    await clock.advance(100);
    progress.touch();
    progress.touch();
    await clock.advance(100);
    expect(events).toHaveLength(2);
    await clock.advance(10_000);
    expect(events).toHaveLength(4);
    await progress.flush();
    expect(clock.sleeping).toBe(0);
  });

  test('what was started is told before it ends, but does not wait for that', async () => {
    const { clock, events, progress, store, id } = await reporterOf();
    await clock.advance(60_000);
    events.length = 0;
    progress.started({ type: 'Ask' });
    progress.started({ type: 'Judge' });
    await settle();
    expect(events).toEqual([]);
    await clock.advance(100);
    expect(await store.getJob(id)).toMatchObject({
      current_block: 'Judge',
      current_step: '1 of 4 executions',
    });
    expect(events).toHaveLength(1);
    await progress.flush();
  });

  test('a runner that is killed loses little of the running time, however long a call takes', async () => {
    const { clock, progress, store, id } = await reporterOf();
    progress.started({ type: 'Ask' });
    await clock.advance(200);
    expect((await store.getJob(id)).running_time).toBe(0.1);
    await clock.advance(300_000);
    expect((await store.getJob(id)).running_time).toBeGreaterThan(299);
    await progress.flush();
  });

  test('flushing waits for no time, counts the time that ran, and leaves no timer', async () => {
    const { clock, events, progress, store, id } = await reporterOf();
    await clock.advance(2_500);
    progress.touch();
    await settle();
    progress.touch();
    await progress.flush();
    expect((await store.getJob(id)).running_time).toBe(2.5);
    expect(events.at(-1)).toMatchObject({ type: 'job:progress', job: { running_time: 2.5 } });
    expect(clock.sleeping).toBe(0);
  });

  test('it says which step started last, and how far the job is', async () => {
    const { progress, store, id } = await reporterOf();
    await progress.flush();
    expect(await store.getJob(id)).toMatchObject({
      current_block: '',
      current_step: '1 of 4 executions',
    });
  });

  test('a report that fails is made up for by the next; the last one may not fail', async () => {
    let fails = true;
    const { clock, progress, store, id, events } = await reporterOf((method) => {
      if (fails && method === 'updateJob') throw new Error('disk full');
    });
    progress.touch();
    await clock.advance(1_000);
    expect(events).toEqual([]);
    await expect(progress.flush()).rejects.toThrow('disk full');
    fails = false;
    await progress.flush();
    expect((await store.getJob(id)).running_time).toBe(1);
  });
});
