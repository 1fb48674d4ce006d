import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { expect, test, vi } from 'vitest';
import { saveModel } from '../src/index.js';
import { startTestRuntime } from './support/test-runtime.js';

const SOON = { timeout: 30_000 };

const SEEDS = Array.from({ length: 8 }, (_, n) => ({ metadata: { n } }));

test('jobs take turns at a model that takes one request at a time', async () => {
  await using system = await startTestRuntime();
  const clock = new ManualClock();
  await using provider = await createFakeProvider({ clock, latencyMs: 1_000 });
  await saveModel(system.runtime, 'llm', {
    name: 'narrow',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'fake',
    limits: { concurrency: 1 },
    is_default: true,
  });
  const begin = (name: string) =>
    system.beginDefinition(
      { name, blocks: [{ type: 'TextGenerator', config: { user_prompt: `${name} {{ n }}` } }] },
      SEEDS,
    );
  const { storage, runner } = system.runtime;

  const first = await begin('first');
  await vi.waitFor(() => expect(provider.requests).toHaveLength(1), SOON);
  const second = await begin('second');
  await vi.waitFor(
    async () =>
      expect(await storage.jobs.countExecutions(second.id)).toEqual({ running: SEEDS.length }),
    SOON,
  );
  for (let sent = 1; sent <= 2 * SEEDS.length; sent += 1) {
    await vi.waitFor(() => expect(provider.requests).toHaveLength(sent), SOON);
    await clock.advance(1_000);
  }
  for (const { id } of [first, second]) {
    expect(await runner.finished(id)).toMatchObject({ status: 'completed' });
  }

  const order = provider.requests.map(({ body }) => /first|second/.exec(JSON.stringify(body))?.[0]);
  const early = order.slice(0, SEEDS.length);
  expect(early.filter((name) => name === 'second').length).toBeGreaterThan(2);
});
