import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, expect, test } from 'vitest';
import { continueJob, saveModel } from '../src/index.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const part of started.splice(0).toReversed()) await part[Symbol.asyncDispose]();
});

/** A job over three seeds that was stopped at its limit, with a model that has no price. */
async function startStopped(): Promise<TestRuntime & { id: number }> {
  const provider = await createFakeProvider();
  const system = await startTestRuntime();
  started.push(provider, system);
  const model = {
    name: 'm',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'unheard-of',
    is_default: true,
  };
  await saveModel(system.runtime, 'llm', model);
  const asks = {
    name: 'Ask',
    blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hello {{ n }}' } }],
  };
  const seeds = [1, 2, 3].map((n) => ({ repetitions: 1, metadata: { n } }));
  const options = { constraints: LIMITS, concurrency: 1 };
  const { id, status } = await system.runDefinition(asks, seeds, options);
  expect(status).toBe('stopped');
  return { ...system, id };
}

const LIMITS = { max_total_tokens: 1 };
const UNLIMITED = { max_total_tokens: -1 };
const COSTLY = { constraints: { ...UNLIMITED, max_total_cost: 1 } };

test('a cost limit given on resume is refused at once when a model has no price', async () => {
  const { id, runtime } = await startStopped();
  const { runner, storage } = runtime;
  await expect(runner.resume(id, COSTLY)).rejects.toMatchObject({
    code: 'price_unknown',
    status: 422,
  });
  expect(await storage.jobs.getJob(id)).toMatchObject({
    status: 'stopped',
    options: { constraints: LIMITS },
  });
  await runner.resume(id, { constraints: UNLIMITED });
  expect(await runner.finished(id)).toMatchObject({ status: 'completed', records_generated: 3 });
});

test.each(['pending', 'running'] as const)(
  'a job that a process left %s goes on with other limits, if they can be kept',
  async (status) => {
    const { id, runtime } = await startStopped();
    const { runner, storage } = runtime;
    await storage.jobs.moveJob(id, ['stopped'], status, { phase: null });
    await expect(continueJob(runtime, id, COSTLY)).rejects.toMatchObject({ code: 'price_unknown' });
    expect((await storage.jobs.getJob(id)).status).toBe(status);
    await continueJob(runtime, id, { constraints: UNLIMITED, concurrency: 2 });
    const ended = await runner.finished(id);
    expect(ended).toMatchObject({ status: 'completed', error: '', records_generated: 3 });
    expect(ended.options).toEqual({ constraints: UNLIMITED, concurrency: 2 });
    await expect(continueJob(runtime, id, {})).rejects.toMatchObject({ code: 'job_status' });
  },
);
