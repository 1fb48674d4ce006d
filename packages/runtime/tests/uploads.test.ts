import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPipeline, createRuntime, rerunJob, type Runtime } from '../src/index.js';
import { startTestRuntime } from './support/test-runtime.js';

const MB = 1024 ** 2;
const FLOW = {
  name: 'Flow',
  blocks: [{ type: 'FieldMapper', config: { mappings: { said: '{{ topic }}!' } } }],
};
const SEEDS = [{ metadata: { topic: 'a' } }];

const readUploads = ({ config }: Runtime) => readdir(join(config.dataDir, 'uploads'));

test('row 27: a file that a crash left goes at the next start, unless a job has yet to read it', async () => {
  await using system = await startTestRuntime();
  const { config } = system.runtime;
  const { id } = await system.beginDefinition(FLOW, SEEDS);
  await system.runtime[Symbol.asyncDispose]();
  const unread = await readUploads(system.runtime);
  expect(unread).toHaveLength(1);
  for (const name of [randomUUID(), randomUUID(), 'notes.txt']) {
    await writeFile(join(config.dataDir, 'uploads', name), '[{"meta');
  }
  await using next = await createRuntime(config, { warn: () => undefined });
  expect((await readUploads(next)).toSorted()).toEqual([...unread, 'notes.txt'].toSorted());
  await next.runner.start();
  expect(await next.runner.finished(id)).toMatchObject({ status: 'completed' });
  expect(await readUploads(next)).toEqual(['notes.txt']);
});

test('rows 27, 59: a job that broke off while it stored its seeds goes on with the file, given room', async () => {
  let free = 1_000 * MB;
  const env = { NODE_ENV: 'test', FAILPOINT: 'import.after:throw' };
  const readFreeBytes = () => Promise.resolve(free);
  await using system = await startTestRuntime({}, { readFreeBytes }, env);
  const { runtime } = system;
  const { runner, storage } = runtime;
  const { id } = await createPipeline(runtime, FLOW);
  const broken = await system.run(id, SEEDS);
  expect(broken).toMatchObject({ status: 'failed', total_seeds: 1, current_seed: 0 });
  expect(await readUploads(runtime)).toHaveLength(1);

  free = 64 * MB - 1;
  const refusal = { code: 'disk_full', status: 507 };
  await expect(runner.resume(broken.id)).rejects.toMatchObject(refusal);
  expect((await storage.jobs.getJob(broken.id)).status).toBe('failed');

  free = 64 * MB;
  await runner.resume(broken.id);
  expect(await runner.finished(broken.id)).toMatchObject({
    status: 'completed',
    records_generated: 1,
  });
  expect(await readUploads(runtime)).toEqual([]);
  const again = await rerunJob(runtime, broken.id);
  expect(await runner.finished(again.id)).toMatchObject({ status: 'completed' });
});

test('row 59: no job is started, run again or retried when the disk is nearly full', async () => {
  let free = 64 * MB;
  await using system = await startTestRuntime({}, { readFreeBytes: () => Promise.resolve(free) });
  const { runtime } = system;
  const { id } = await createPipeline(runtime, FLOW);
  const job = await system.run(id, SEEDS);
  free -= 1;
  const refusal = { code: 'disk_full', status: 507 };
  await expect(system.begin(id, SEEDS)).rejects.toMatchObject(refusal);
  await expect(rerunJob(runtime, job.id)).rejects.toMatchObject(refusal);
  await expect(runtime.runner.retryFailed(job.id)).rejects.toMatchObject(refusal);
  expect((await runtime.storage.jobs.list()).total).toBe(1);
});
