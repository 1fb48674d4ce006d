import { FAIL_POINTS, type Clock, type JobStore } from '@datagenflow/contracts';
import { MemoryJobStore } from '@datagenflow/engine';
import { expect, test } from 'vitest';
import { addFailPoints } from './add-fail-points.js';
import { createFailPoint } from './create-fail-point.js';
import { readFailPlan } from './read-fail-plan.js';

const clock: Clock = { now: () => 0, date: () => new Date(0), sleep: async () => undefined };
const testing = { NODE_ENV: 'test' };

test('is refused outside of tests, and when it is misspelt', () => {
  const FAILPOINT = 'claim.after:kill:3';
  expect(readFailPlan({})).toBeUndefined();
  expect(readFailPlan({ ...testing, FAILPOINT })).toEqual({
    point: 'claim.after',
    action: 'kill',
    passing: 3,
  });
  expect(readFailPlan({ ...testing, FAILPOINT: 'move.before:sleep' })?.passing).toBe(1);
  expect(readFailPlan({ ...testing, FAILPOINT: 'move.before:spin' })?.action).toBe('spin');
  for (const env of [
    { FAILPOINT },
    { FAILPOINT, NODE_ENV: 'production' },
    { ...testing, FAILPOINT: 'claim:kill' },
    { ...testing, FAILPOINT: 'claim.after:burn' },
    { ...testing, FAILPOINT: 'claim.after:kill:0' },
    { ...testing, FAILPOINT: 'claim.after:kill:1:2' },
  ]) {
    expect(() => readFailPlan(env)).toThrow('FAILPOINT');
  }
});

test('acts at the passing it is planned for, once', async () => {
  let kills = 0;
  const plan = { point: 'call.after', action: 'kill', passing: 2 } as const;
  const failPoint = createFailPoint(plan, clock, () => (kills += 1));
  await failPoint('call.after');
  await failPoint('call.before');
  expect(kills).toBe(0);
  await failPoint('call.after');
  await failPoint('call.after');
  expect(kills).toBe(1);
  const thrown = createFailPoint({ ...plan, action: 'throw', passing: 1 }, clock);
  await expect(thrown('call.after')).rejects.toThrow('call.after');
});

test('a store passes the boundaries of what it commits, in order', async () => {
  const passed: string[] = [];
  const store = addFailPoints(new MemoryJobStore(clock), async (name) => void passed.push(name));
  const { id } = await store.createJob({
    pipeline_id: 1,
    definition: { schema_version: 1, name: 'Test', blocks: [] },
    block_hashes: {},
    model_snapshot: {},
    options: {},
    random_seed: 1,
    seed_source: {},
    warnings: [],
  });
  await store.importSeeds(id, [{ seed_index: 0, repetitions: 2, metadata: {} }]);
  await store.moveJob(id, ['pending'], 'running');
  const [one, two] = await store.claimExecutions(id, 'me', 2);
  if (one === undefined || two === undefined) throw new Error('Two were asked for');
  const common = {
    job_id: id,
    trace: [],
    usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0 },
    cost: 0,
    saved_cost: 0,
  };
  const end = { ...common, execution_id: one.id, status: 'generated' } as const;
  const fan = { ...common, execution_id: two.id, status: 'fanned_out' } as const;
  await store.commit('me', [
    { kind: 'memo', job_id: id, key: 'k', value: 1 },
    { kind: 'outcome', outcome: { ...end, fields: {}, models: [] } },
    { kind: 'outcome', outcome: { ...fan, next_step: 1, branches: [] } },
  ]);
  expect(await store.countExecutions(id)).toEqual({ generated: 1, fanned_out: 1 });
  expect(passed).toEqual([
    ...both('import'),
    ...both('move'),
    ...both('claim'),
    'memo.before',
    'outcome.before',
    'fan_out.before',
    'memo.after',
    'outcome.after',
    'fan_out.after',
  ]);
  expect(FAIL_POINTS).toEqual(expect.arrayContaining(passed));
});

test('a throw at a boundary is one of the store', async () => {
  const plan = { point: 'claim.before', action: 'throw', passing: 1 } as const;
  const memory: JobStore = new MemoryJobStore(clock);
  const store = addFailPoints(memory, createFailPoint(plan, clock));
  await expect(store.claimExecutions(1, 'me', 1)).rejects.toThrow('claim.before');
  expect(await store.claimExecutions(1, 'me', 1)).toEqual([]);
});

function both(name: string): string[] {
  return [`${name}.before`, `${name}.after`];
}
