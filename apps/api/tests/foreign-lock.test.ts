import type { Job } from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { expect, test, vi } from 'vitest';
import { holdDatabase } from './support/hold-database.js';
import { startTestServer } from './support/test-server.js';

const SEEDS = 120;

test('row 53: while another process holds the database, reads answer, writes and /ready are 503; nothing is lost', async () => {
  await using provider = await createFakeProvider({ latencyMs: 50 });
  await using server = await startTestServer({}, { runner: 'child' });
  const model = { name: 'm', provider: 'custom', endpoint: provider.url, is_default: true };
  await server.send('POST', '/api/llm-models', { ...model, model_name: 'fake-large' });
  const blocks = [{ type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}' } }];
  const pipeline = { name: 'Ask', blocks };
  await server.send('POST', '/api/pipelines', pipeline);
  const seeds = Array.from({ length: SEEDS }, (_, i) => ({ metadata: { topic: `topic ${i}` } }));
  const jobId = await server.generate(1, seeds, { concurrency: 4 });
  const readJob = async () => (await (await server.get(`/api/jobs/${jobId}`)).json()) as Job;
  await vi.waitFor(async () => expect((await readJob()).current_seed).toBeGreaterThan(4), 20_000);

  {
    await using held = await holdDatabase(server.runtime.config.databasePath);
    const writing = server.send('POST', '/api/pipelines', { ...pipeline, name: 'Besides' });
    const statuses = new Set<number>();
    const answered = writing.then(() => true);
    while (!(await Promise.race([answered, new Promise((done) => setTimeout(done, 50, false))]))) {
      statuses.add((await server.get(`/api/records?job_id=${jobId}&limit=5`)).status);
    }
    const refused = await writing;
    const ready = await server.get('/ready');
    expect(held.isHeld()).toBe(true);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      code: 'not_ready',
      detail: { database: expect.stringContaining('Another process') as string, runner: 'ok' },
    });
    expect([...statuses]).toEqual([200]);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'database_busy' });
    expect((await readJob()).status).toBe('running');
  }

  expect((await server.send('POST', '/api/pipelines', pipeline)).status).toBe(200);
  expect((await server.get('/ready')).status).toBe(200);
  const ended = await server.runtime.runner.finished(jobId);
  expect(ended).toMatchObject({
    status: 'completed',
    error: '',
    records_generated: SEEDS,
    records_failed: 0,
  });
  expect(provider.requests).toHaveLength(SEEDS);
  expect(server.bugs).toEqual([]);
});
