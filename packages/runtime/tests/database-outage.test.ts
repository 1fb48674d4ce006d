import { systemClock } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { startTestPostgres, type TestPostgres } from '@datagenflow/storage/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkReadiness, saveModel } from '../src/index.js';
import { createFastClock } from './support/fast-clock.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const SOON = { timeout: 30_000 };

const CONCURRENCY = 8;
const SEEDS = 60;

const definition = {
  name: 'Ask',
  blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Number {{ n }}' } }],
};
const seeds = Array.from({ length: SEEDS }, (_, n) => ({ repetitions: 1, metadata: { n } }));

describe('a PostgreSQL that goes away in the middle of a job', () => {
  let postgres: TestPostgres;
  let provider: FakeProvider;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    provider = await createFakeProvider({ latencyMs: 30 });
  });
  afterAll(async () => {
    await provider[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const bought = (): number => provider.counters.requests;

  const start = async (runner: 'here' | 'child'): Promise<TestRuntime> => {
    const DATABASE_URL = await postgres.createDatabase();
    // A process of its own has the real clock, so who watches it has too.
    const clock = runner === 'here' ? createFastClock(10) : systemClock;
    const system = await startTestRuntime({}, { runner, clock }, { DATABASE_URL });
    const endpoint = { provider: 'custom', endpoint: provider.url, model_name: 'fake' };
    await saveModel(system.runtime, 'llm', { name: 'm', ...endpoint });
    await system.runtime.runner.start();
    return system;
  };

  test.each(['here', 'child'] as const)(
    'row 53: runner %s: the job waits and goes on by itself; nothing is lost or stored twice',
    async (place) => {
      await using system = await start(place);
      const { runtime } = system;
      const before = bought();
      const options = { concurrency: CONCURRENCY };
      const { id } = await system.beginDefinition(definition, seeds, options);
      for (const [share, how] of [
        [0.2, 'crash'],
        [0.5, 'shutdown'],
      ] as const) {
        const isFar = () => expect(bought() - before).toBeGreaterThan(share * SEEDS);
        await vi.waitFor(isFar, { timeout: 20_000 });
        await postgres.interrupt(how, async () => {
          const unavailable = { code: 'database_unavailable', status: 503 };
          await expect(runtime.storage.jobs.getJob(id)).rejects.toMatchObject(unavailable);
          await expect(checkReadiness(runtime)).rejects.toMatchObject({ status: 503 });
        });
      }
      const job = await runtime.runner.finished(id);
      expect(job).toMatchObject({
        status: 'completed',
        error: '',
        records_generated: SEEDS,
        records_failed: 0,
        current_seed: SEEDS,
        total_seeds: SEEDS,
      });
      const records = await system.records(id);
      expect(new Set(records.map(({ metadata }) => metadata['n'])).size).toBe(SEEDS);
      expect(records).toHaveLength(SEEDS);
      expect(bought() - before).toBe(SEEDS);
      const { executions } = runtime.storage;
      expect((await executions.list({ job_id: id, limit: 100 })).total).toBe(SEEDS);
    },
    60_000,
  );

  test('row 53: a runtime that is stopped meanwhile ends, and the next one goes on', async () => {
    const first = await start('here');
    const { config, storage } = first.runtime;
    const { id } = await first.beginDefinition(definition, seeds, { concurrency: CONCURRENCY });
    await vi.waitFor(
      async () => expect((await storage.jobs.getJob(id)).current_seed).toBeGreaterThan(4),
      SOON,
    );
    await postgres.interrupt('crash', async () => first[Symbol.asyncDispose]());
    const DATABASE_URL = config.databaseUrl ?? '';
    await using next = await startTestRuntime({}, {}, { DATABASE_URL });
    await next.runtime.runner.start();
    expect(await next.runtime.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: SEEDS,
      records_failed: 0,
    });
  }, 60_000);
});
