import { join } from 'node:path';
import { systemClock } from '@datagenflow/contracts';
import { isRunning } from '@datagenflow/extensions/testing';
import { readInstanceInfo } from '@datagenflow/storage';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeUserBlocks, startTestRuntime, type TestRuntime } from './support/test-runtime.js';

/** Ends the runner, its parent, in the way a fault in a built-in block would. */
const POISON = `
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Poison = block(class extends BaseBlock.define({
  name: 'Poison', description: 'For a test', inputs: ['i'], outputs: ['done'],
}) {
  async execute(context) {
    if (context.get('i') === 16) process.kill(process.ppid, 'SIGABRT');
    await new Promise((done) => setTimeout(done, 40));
    return { done: true };
  }
});`;

const start = { id: 'start', type: 'FieldMapper', config: { mappings: { begun: '{{ i }}' } } };
const definition = { name: 'Poison', blocks: [start, { id: 'poison', type: 'Poison' }] };
/** The same, when all records are there. */
const LATE = `
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Late = block(class extends BaseBlock.define({
  name: 'Late', description: 'For a test', inputs: ['begun'], outputs: ['rank'], scope: 'job',
}) {
  async *finish(records) {
    for await (const { record_id } of records) {
      process.kill(process.ppid, 'SIGABRT');
      await new Promise((done) => setTimeout(done, 200));
      yield { record_id, fields: { rank: 1 } };
    }
  }
});`;

const seedsOf = (numbers: number[]) => numbers.map((i) => ({ repetitions: 1, metadata: { i } }));

describe('runners that die', () => {
  let system: TestRuntime;
  let speed = 1;
  beforeAll(async () => {
    const sleep: typeof systemClock.sleep = (ms, signal) => systemClock.sleep(ms / speed, signal);
    const clock = { ...systemClock, sleep };
    system = await startTestRuntime(
      { 'poison.ts': POISON, 'late.ts': LATE },
      { clock, runner: 'child' },
    );
    await system.runtime.runner.start();
    await describeUserBlocks(system.runtime);
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const runnerPid = async () =>
    (await readInstanceInfo(join(system.runtime.config.dataDir, 'runner')))?.pid ?? 0;

  test('row 55: of 100 executions, the one that kills its runner is failed, and no other', async () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const job = await system.runDefinition(definition, seedsOf(numbers));
    expect(job).toMatchObject({
      status: 'completed',
      records_generated: 99,
      records_failed: 1,
      current_seed: 100,
    });
    const { executions } = system.runtime.storage;
    const { items } = await executions.list({ job_id: job.id, status: 'failed' });
    expect(items).toMatchObject([
      { seed_index: 16, reason: { code: 'host_crashed' }, step_id: 'poison' },
    ]);
    const { trace } = await executions.get(items[0]?.id ?? 0, { trace: true });
    expect(trace).toMatchObject([
      { step_id: 'start', status: 'ok', output: { begun: 16 } },
      { step_id: 'poison', status: 'failed', error: { code: 'host_crashed' } },
    ]);
    expect(system.warnings.filter((text) => text.includes('was ended by SIGABRT'))).toHaveLength(5);
  }, 120_000);

  test('a job whose job-wide step kills its runner is failed, and does not kill the next ones', async () => {
    const late = { name: 'Late', blocks: [start, { id: 'late', type: 'Late' }] };
    const before = system.warnings.length;
    const job = await system.runDefinition(late, seedsOf([1, 2]));
    expect(job).toMatchObject({ status: 'failed', records_generated: 2, records_failed: 0 });
    expect(job.error).toContain("each time the step 'late' (Late) ran, 5 times");
    const deaths = system.warnings.slice(before).filter((text) => text.includes('SIGABRT'));
    expect(deaths).toHaveLength(5);
  }, 60_000);

  test('one that stands still is noticed, ended and replaced; its job goes on', async () => {
    const numbers = Array.from({ length: 30 }, (_, i) => 100 + i);
    const { id } = await system.beginDefinition(definition, seedsOf(numbers), { concurrency: 1 });
    const pid = await runnerPid();
    process.kill(pid, 'SIGSTOP');
    speed = 100;
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 30_000 });
    speed = 1;
    expect(await system.runtime.runner.finished(id)).toMatchObject({
      status: 'completed',
      records_generated: 30,
    });
    expect(system.warnings).toContainEqual(expect.stringContaining('hung and was ended'));
  });
});
