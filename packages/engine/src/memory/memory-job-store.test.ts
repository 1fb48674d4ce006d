import { emptyUsage, systemClock, type JsonObject, type NewJob } from '@datagenflow/contracts';
import { describeJobStoreContract } from '@datagenflow/contracts/testing';
import { expect, test } from 'vitest';
import { MemoryJobStore } from './memory-job-store.js';

const newJob: NewJob = {
  pipeline_id: 1,
  definition: { schema_version: 1, name: 'Test', blocks: [{ id: 'a-1', type: 'A' }] },
  block_hashes: {},
  model_snapshot: {},
  options: {},
  random_seed: 1,
  seed_source: {},
  warnings: [],
};

describeJobStoreContract('MemoryJobStore', async () => ({
  store: new MemoryJobStore(systemClock),
  pipelineId: 1,
  dispose: async () => {},
}));

test('what is handed out is a copy: changing it changes nothing', async () => {
  const store = new MemoryJobStore(systemClock);
  const created = await store.createJob(newJob);
  created.status = 'failed';
  (await store.getJob(created.id)).status = 'failed';
  for (const job of await store.listJobs(['pending'])) job.status = 'failed';
  expect((await store.getJob(created.id)).status).toBe('pending');
});

test('a field of any name reaches the branches', async () => {
  const store = new MemoryJobStore(systemClock);
  const { id } = await store.createJob(newJob);
  await store.importSeeds(id, [{ seed_index: 0, repetitions: 1, metadata: {} }]);
  const [root] = await store.claimExecutions(id, 'a', 1);
  const odd = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as JsonObject;
  const rest = { trace: [], usage: emptyUsage(), cost: 0, saved_cost: 0, next_step: 1 };
  const outcome = {
    ...rest,
    execution_id: root?.id ?? 0,
    job_id: id,
    status: 'fanned_out',
  } as const;
  await store.commit('a', [
    { kind: 'outcome', outcome: { ...outcome, branches: [{ branch: '0', delta: odd }] } },
  ]);
  const [branch] = await store.claimExecutions(id, 'a', 1);
  expect(JSON.stringify(branch?.written)).toBe(JSON.stringify(odd));
});
