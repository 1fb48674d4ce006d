import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestServer } from './support/test-server.js';

test('row 60: with 1,000 jobs waiting or running another is 429, until one has ended', async () => {
  await using server = await startTestServer();
  const { jobs } = server.runtime.storage;
  await server.send('POST', '/api/pipelines/from_template/text_classification');
  const seeds = [{ metadata: { content: 'a' } }];
  const first = await server.generate(1, seeds);
  await server.runtime.runner.finished(first);
  const { pipeline_id, definition, block_hashes, model_snapshot, options, random_seed } =
    await jobs.getJob(first);
  const waiting = { pipeline_id, definition, block_hashes, model_snapshot, options, random_seed };
  for (let i = 0; i < 1_000; i += 1) {
    await jobs.createJob({ ...waiting, seed_source: {}, warnings: [] });
  }
  const files = await readdir(join(server.dataDir, 'uploads'));
  const file = { name: 'seeds.json', text: JSON.stringify(seeds) };
  const refused = [
    await server.upload({ pipeline_id: '1' }, file),
    await server.send('POST', `/api/jobs/${first}/rerun`, {}),
  ];
  for (const response of refused) {
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await response.json()).toMatchObject({
      code: 'too_many_jobs',
      detail: { limit: 1_000 },
    });
  }
  expect(await readdir(join(server.dataDir, 'uploads'))).toEqual(files);
  await server.send('DELETE', `/api/jobs/${first + 1}`);
  const accepted = await server.generate(1, seeds);
  expect(await server.runtime.runner.finished(accepted)).toMatchObject({ status: 'completed' });
});
