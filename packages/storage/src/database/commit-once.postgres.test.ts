import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { openStorage, type Storage } from '../open-storage.js';
import { openCuttableWay, type CuttableWay } from '../testing/cut-connections.js';
import { callOf, definition, generated, newJob } from '../testing/samples.js';
import { createTestDatabase } from '../testing/test-postgres.js';

let way: CuttableWay;
let storage: Storage;
beforeEach(async () => {
  const port = inject('postgresPort');
  way = await openCuttableWay(port);
  const url = new URL(await createTestDatabase(port));
  url.port = `${way.port}`;
  storage = await openStorage({ url: url.href });
});
afterEach(async () => {
  await storage[Symbol.asyncDispose]();
  await way[Symbol.asyncDispose]();
});

async function startJob(): Promise<number> {
  const { id: pipelineId } = await storage.pipelines.create(definition());
  const { id } = await storage.jobs.createJob(newJob(pipelineId));
  await storage.jobs.moveJob(id, ['pending'], 'running');
  return id;
}

const seeds = [0, 1].map((seed_index) => ({ seed_index, repetitions: 1, metadata: {} }));

test('what was committed when the connection was lost is done, and answered as such', async () => {
  const { jobs } = storage;
  const id = await startJob();
  way.cutNextCommit('after');
  await jobs.importSeeds(id, seeds);
  way.cutNextCommit('after');
  const claimed = await jobs.claimExecutions(id, 'me', 5);
  expect(claimed).toHaveLength(2);
  const [first, second] = claimed;
  if (first === undefined || second === undefined) throw new Error('There are two');
  way.cutNextCommit('after');
  const call = { kind: 'call', job_id: id, stored: callOf(first, 'q', 'a') } as const;
  expect(await jobs.commit('me', [call, generated(first, { text: 'a' })])).toEqual({ refused: [] });
  way.cutNextCommit('after');
  await jobs.commit('me', [generated(second, { text: 'b' })]);
  way.cutNextCommit('after');
  expect(await jobs.moveJob(id, ['running'], 'completed')).toBe(true);
  expect(await jobs.getJob(id)).toMatchObject({
    status: 'completed',
    total_seeds: 2,
    current_seed: 2,
    records_generated: 2,
    usage: { input_tokens: 3 },
  });
  expect((await storage.records.list({ job_id: id })).total).toBe(2);
});

test('what was not is told to be not, and can be done again', async () => {
  const { jobs } = storage;
  const id = await startJob();
  const unavailable = { code: 'database_unavailable', status: 503 };
  way.cutNextCommit('before');
  await expect(jobs.importSeeds(id, seeds)).rejects.toMatchObject(unavailable);
  expect(await jobs.getJob(id)).toMatchObject({ total_seeds: 0 });
  await jobs.importSeeds(id, seeds);
  way.cutNextCommit('before');
  await expect(jobs.claimExecutions(id, 'me', 1)).rejects.toMatchObject(unavailable);
  expect(await jobs.countExecutions(id)).toEqual({ pending: 2 });
  expect(await jobs.claimExecutions(id, 'me', 5)).toHaveLength(2);
});

test('who waits for the answer is told so when the storage is closed', async () => {
  const id = await startJob();
  way.cutNextCommit('for good');
  const moving = storage.jobs.moveJob(id, ['running'], 'completed');
  const ended = moving.catch((error: unknown) => error);
  await vi.waitFor(() => expect(storage.ping()).rejects.toMatchObject({ status: 503 }));
  await storage[Symbol.asyncDispose]();
  expect(await ended).toMatchObject({ code: 'database_unavailable' });
});
