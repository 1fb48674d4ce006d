import { DataGenFlowError } from '@datagenflow/contracts';
import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { MemoryJobStore } from '../memory/memory-job-store.js';
import { Ask } from '../testing/ask-block.js';
import { JobBench, numbered } from '../testing/job-bench.js';
import { ScriptedModels } from '../testing/scripted-models.js';
import { wrapStore } from '../testing/wrap-store.js';

/** Models that answer each prompt when told to, or fail once, and the prompts they were sent. */
function gatedModels() {
  const gates = new Map<string, PromiseWithResolvers<string>>();
  const gateOf = (prompt: string) => {
    const gate = gates.get(prompt) ?? Promise.withResolvers<string>();
    gates.set(prompt, gate);
    return gate;
  };
  const asked: string[] = [];
  const models = new ScriptedModels((prompt) => {
    asked.push(prompt);
    return gateOf(prompt).promise;
  });
  const answer = (...prompts: string[]) => {
    for (const prompt of prompts) gateOf(prompt).resolve(`answer to ${prompt}`);
    return settle();
  };
  const fail = (prompt: string, error: Error) => {
    gateOf(prompt).reject(error);
    gates.delete(prompt);
    return settle();
  };
  return { models, asked, answer, fail };
}

const all = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

describe('a job that goes on before it came to rest', () => {
  test('starts others beside those still in flight, and each runs once', async () => {
    const { models, asked, answer } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(10), { options: { concurrency: 3 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await answer('1');
    expect(asked).toEqual(['0', '1', '2']);
    expect(await bench.runner.resume(id)).toMatchObject({ status: 'running', phase: 'executing' });
    await settle();
    expect(asked).toEqual(['0', '1', '2', '3']);
    await answer(...all(10));
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 10,
    });
    expect(asked).toEqual(all(10));
    expect(bench.events.filter(({ type }) => type === 'job:started')).toHaveLength(2);
    expect(bench.events.filter(({ type }) => type === 'job:finished')).toHaveLength(1);
  });

  test('has the concurrency and the limits that it was resumed with', async () => {
    const { models, asked, answer } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(20), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await answer('0');
    await bench.runner.resume(id, { concurrency: 5, constraints: { max_total_cost: 2 } });
    await settle();
    expect(asked).toHaveLength(6);
    await answer(...all(20));
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'stopped',
      cost: 2,
      records_generated: 8,
    });
  });

  test('rests when it is paused again, as often as that is', async () => {
    const { models, asked, answer } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(9), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    for (const n of ['1', '2', '3']) {
      await bench.runner.pause(id);
      await answer(n);
      await bench.runner.resume(id);
      await settle();
    }
    await bench.runner.pause(id);
    await answer(...all(9));
    expect(asked).toEqual(['0', '1', '2', '3', '4']);
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'paused', current_seed: 5 });
    expect(await bench.store.countExecutions(id)).toEqual({ generated: 5, pending: 4 });
    await bench.runner.resume(id);
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'completed' });
    expect(asked).toEqual(all(9));
  });

  test('what was taken just when it was paused is not lost', async () => {
    const { models, asked, answer } = gatedModels();
    const clock = new ManualClock();
    let claims = 0;
    const bench: JobBench = new JobBench([Ask], {
      models,
      clock,
      store: wrapStore(new MemoryJobStore(clock), async (method) => {
        if (method === 'claimExecutions' && (claims += 1) === 2) await bench.runner.pause(id);
      }),
    });
    const id = await bench.create(numbered(8), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await answer('0', '1', '2');
    expect(await bench.store.getJob(id)).toMatchObject({ status: 'paused' });
    await bench.runner.resume(id);
    await settle();
    await answer(...all(8));
    expect(await bench.runner.finished(id)).toMatchObject({ records_generated: 8 });
    expect(asked).toEqual(all(8));
    await bench[Symbol.asyncDispose]();
  });

  test('runs again what met a model that can’t be used meanwhile', async () => {
    const { models, asked, answer, fail } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(4), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await fail('0', new DataGenFlowError('credentials', 'The key was refused.'));
    await bench.runner.resume(id);
    await settle();
    expect(asked).toEqual(['0', '1']);
    await answer(...all(4));
    expect(await bench.runner.finished(id)).toMatchObject({ records_generated: 4 });
    expect(asked.toSorted()).toEqual(['0', '0', '1', '2', '3']);
  });

  test('with another max_executions it begins anew when it has come to rest', async () => {
    const { models, answer } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const options = { concurrency: 2, target_records: 4, max_executions: 2 };
    const id = await bench.create(numbered(2), { options });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await answer('0');
    await bench.runner.resume(id, { max_executions: 9 });
    await answer('1');
    expect(await bench.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 4,
    });
  });

  test('a failure that is to be the last is, while it rests too', async () => {
    const { models, answer, fail } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const options = { concurrency: 2, stop_on_error: true };
    const id = await bench.create(numbered(6), { options });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await fail('0', new Error('no'));
    await bench.runner.resume(id);
    await answer(...all(6).slice(1));
    expect(await bench.runner.finished(id)).toMatchObject({ status: 'failed', records_failed: 1 });
  });

  test('cancelled, it is cancelled', async () => {
    const { models, asked, answer } = gatedModels();
    await using bench = new JobBench([Ask], { models });
    const id = await bench.create(numbered(6), { options: { concurrency: 2 } });
    bench.runner.run(id);
    await settle();
    await bench.runner.pause(id);
    await answer('0');
    await bench.runner.resume(id);
    expect(await bench.runner.cancel(id)).toMatchObject({ status: 'cancelled', current_seed: 1 });
    expect(await bench.store.countExecutions(id)).toEqual({ generated: 1, pending: 5 });
    expect(asked.length).toBeLessThan(4);
  });
});
