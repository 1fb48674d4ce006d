import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, expect, test } from 'vitest';
import { saveModel } from '../src/index.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const started: TestRuntime[] = [];
afterEach(async () => {
  for (const system of started.splice(0)) await system[Symbol.asyncDispose]();
});

test('a cost limit given on resume is refused at once when a model has no price', async () => {
  const system = await startTestRuntime();
  started.push(system);
  await using provider = await createFakeProvider();
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
  const limits = { max_total_tokens: 1 };
  const options = { constraints: limits, concurrency: 1 };
  const { id, status } = await system.runDefinition(asks, seeds, options);
  expect(status).toBe('stopped');
  const { runner, storage } = system.runtime;
  const unlimited = { max_total_tokens: -1 };
  await expect(
    runner.resume(id, { constraints: { ...unlimited, max_total_cost: 1 } }),
  ).rejects.toMatchObject({ code: 'price_unknown', status: 422 });
  expect(await storage.jobs.getJob(id)).toMatchObject({
    status: 'stopped',
    options: { constraints: limits },
  });
  await runner.resume(id, { constraints: unlimited });
  expect(await runner.finished(id)).toMatchObject({ status: 'completed', records_generated: 3 });
});
