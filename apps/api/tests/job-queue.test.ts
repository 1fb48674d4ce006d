import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

const CAP = 1_000;
const seeds = [{ metadata: { content: 'a' } }];
const file = { name: 'seeds.json', text: JSON.stringify(seeds) };

let server: TestServer;
let provider: FakeProvider;
let done: number;
let paused: number;
beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/pipelines/from_template/text_classification');
  done = await server.generate(1, seeds);
  await server.runtime.runner.finished(done);
  provider = await createFakeProvider({ latencyMs: 120_000 });
  await server.send('POST', '/api/llm-models', {
    name: 'endless',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'fake-large',
    is_default: true,
  });
  paused = await store();
  await server.runtime.storage.jobs.moveJob(paused, ['pending'], 'paused', {});
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** Stores a job like the one that is done, waiting for nobody. */
async function store(): Promise<number> {
  const { jobs } = server.runtime.storage;
  const { pipeline_id, definition, block_hashes, model_snapshot, options, random_seed } =
    await jobs.getJob(done);
  const like = { pipeline_id, definition, block_hashes, model_snapshot, options, random_seed };
  return (await jobs.createJob({ ...like, seed_source: {}, warnings: [] })).id;
}

async function countOpen(): Promise<number> {
  const { jobs } = server.runtime.storage;
  const [waiting, running] = [
    await jobs.list({ status: 'pending', limit: 1 }),
    await jobs.list({ status: 'running', limit: 1 }),
  ];
  return waiting.total + running.total;
}

test('row 60: of many starts at once so many are accepted as there may be, the rest are 429', async () => {
  for (let i = 0; i < CAP - 20; i += 1) await store();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => server.upload({ pipeline_id: '1' }, file)),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.filter((status) => status === 429)).toHaveLength(80);
  expect(await countOpen()).toBe(CAP);
});

test.each(['generate', 'rerun', 'resume', 'retry-failed'])(
  'row 60: with 1,000 jobs waiting or running %s is 429 and changes nothing',
  async (action) => {
    const files = await readdir(join(server.dataDir, 'uploads'));
    const id = action === 'resume' ? paused : done;
    const response =
      action === 'generate'
        ? await server.upload({ pipeline_id: '1' }, file)
        : await server.send('POST', `/api/jobs/${id}/${action}`, {});
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await response.json()).toMatchObject({
      code: 'too_many_jobs',
      detail: { limit: CAP },
    });
    expect(await countOpen()).toBe(CAP);
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual(files);
  },
);

test('row 60: when one has ended another may start', async () => {
  const [one] = (await server.runtime.storage.jobs.list({ status: 'pending', limit: 1 })).items;
  expect((await server.send('DELETE', `/api/jobs/${one?.id}`)).status).toBe(200);
  await server.generate(1, seeds);
  expect(await countOpen()).toBe(CAP);
});
