import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '@datagenflow/extensions/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineEvent, Job } from '@datagenflow/contracts';
import { readInstanceInfo } from '@datagenflow/storage';
import { createPipeline, createRuntime, readConfig, saveModel } from '../src/index.js';
import { describeUserBlocks, startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const SOON = { timeout: 30_000 };

const userBlock = (type: string, body: string) => `
import { BaseBlock, ValidationError, block } from '@datagenflow/block-sdk';
export const ${type} = block(class extends BaseBlock.define({
  name: '${type}', description: 'For a test', inputs: [], outputs: ['*'],
}) {
  async execute(context) { ${body} }
});`;

const blocks = {
  'slow.ts': userBlock(
    'Slow',
    `await new Promise((done) => setTimeout(done, Number(context.get('ms', 20))));
     return { host: process.pid, runner: process.ppid };`,
  ),
  'fails.ts': userBlock(
    'Fails',
    `throw new ValidationError('It is no good', { code: 'no_good', detail: { at: 3 } });`,
  ),
};
const slow = { name: 'Slow', blocks: [{ type: 'Slow' }] };
const seedsOf = (count: number, metadata: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ repetitions: 1, metadata: { i, ...metadata } }));

async function start(files: Record<string, string> = {}): Promise<TestRuntime> {
  const system = await startTestRuntime(files, { runner: 'child' });
  await system.runtime.runner.start();
  await describeUserBlocks(system.runtime);
  return system;
}

async function runnerPid({ runtime }: TestRuntime): Promise<number> {
  return (await readInstanceInfo(join(runtime.config.dataDir, 'runner')))?.pid ?? 0;
}

/** Resolves when so many of a job’s executions have ended. */
async function progressTo(count: number, jobId: number, { runtime }: TestRuntime): Promise<void> {
  await vi.waitFor(
    async () => {
      const job = await runtime.storage.jobs.getJob(jobId);
      expect(job.current_seed).toBeGreaterThanOrEqual(count);
    },
    { timeout: 30_000, interval: 5 },
  );
}

/** Kills the runner and resolves when another takes requests. */
async function killRunner(system: TestRuntime): Promise<void> {
  process.kill(await runnerPid(system), 'SIGKILL');
  await expect(system.runtime.runner.check()).rejects.toMatchObject({ code: 'runner_unavailable' });
  await vi.waitFor(() => system.runtime.runner.check(), { timeout: 30_000 });
}

async function expectEachOnce(job: Job, count: number, { runtime }: TestRuntime): Promise<void> {
  expect(job).toMatchObject({ status: 'completed', records_generated: count, total_seeds: count });
  const executions = await runtime.storage.executions.list({ job_id: job.id, limit: 1_000 });
  expect(executions.total).toBe(count);
  expect(executions.items.every(({ status }) => status === 'generated')).toBe(true);
  const records = await runtime.storage.records.list({ job_id: job.id, limit: 1_000 });
  expect(records.items).toHaveLength(count);
  expect(new Set(records.items.map(({ seed_index }) => seed_index)).size).toBe(count);
}

describe('a runner in a process of its own', () => {
  let system: TestRuntime;
  beforeAll(async () => {
    system = await start(blocks);
  });
  afterAll(() => system[Symbol.asyncDispose]());

  test('runs a job with a user block, and tells of it here', async () => {
    const events: EngineEvent['type'][] = [];
    system.runtime.events.subscribe(({ type }) => events.push(type));
    const job = await system.runDefinition(slow, seedsOf(5));
    await expectEachOnce(job, 5, system);
    const pid = await runnerPid(system);
    expect(pid).not.toBe(process.pid);
    const [record] = await system.records(job.id);
    expect(record?.accumulated_state).toMatchObject({ runner: pid });
    await vi.waitFor(() => expect(events).toContain('job:finished'), SOON);
    expect(events.filter((type) => type === 'execution:finished')).toHaveLength(5);
  });

  test('lists user blocks here, describes them, and lets none be opened here', async () => {
    const { runtime } = system;
    const block = runtime.registry.require('Slow');
    expect(block.info).toMatchObject({ source: 'user', available: true });
    expect(await block.describe({})).toEqual({
      outputs: ['*'],
      required_fields: [],
      is_multiplier: false,
    });
    await expect(block.open({})).rejects.toThrow('by the runner only');
    const saved = await createPipeline(runtime, slow);
    expect(saved.problems).toEqual([]);
  });

  test('runs a pipeline directly; errors keep their code, status and detail', async () => {
    const { runner } = system.runtime;
    const run = { definition: slow, metadata: {}, pipelineId: 0 };
    const { signal } = new AbortController();
    expect(await runner.executePipeline(run, signal)).toMatchObject({
      result: { runner: expect.any(Number) },
    });
    const fails = { ...run, definition: { name: 'F', blocks: [{ type: 'Fails' }] } };
    await expect(runner.executePipeline(fails, signal)).rejects.toMatchObject({
      code: 'no_good',
      status: 400,
      message: expect.stringContaining('It is no good'),
    });
    await expect(runner.cancel(77)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    const abort = new AbortController();
    const endless = { ...run, metadata: { ms: 600_000 } };
    const aborted = runner.executePipeline(endless, abort.signal);
    abort.abort(new Error('Nobody is interested'));
    await expect(aborted).rejects.toThrow('Nobody is interested');
  });

  test('row 55: killed in the middle of a job, and as soon as it is there: each execution has exactly one outcome, and none is blamed', async () => {
    const { id } = await createPipeline(system.runtime, slow);
    const job = await system.begin(id, seedsOf(120), { concurrency: 4 });
    for (const count of [20, 60, 0, 0]) {
      await progressTo(count, job.id, system);
      await killRunner(system);
    }
    expect(await system.runtime.storage.jobs.listKills(job.id)).toEqual([]);
    await expectEachOnce(await system.runtime.runner.finished(job.id), 120, system);
    const deaths = system.warnings.filter((text) => text.includes('was ended by SIGKILL'));
    expect(deaths).toHaveLength(4);
  });

  test('while it is away: known blocks are described, the rest says why not, jobs wait for it', async () => {
    const { runner, registry, storage } = system.runtime;
    const block = registry.require('Slow');
    const known = await block.describe({});
    process.kill(await runnerPid(system), 'SIGKILL');
    const refusal = { code: 'runner_unavailable', status: 503 };
    await expect(registry.require('Fails').describe({ a: 1 })).rejects.toMatchObject(refusal);
    expect(await block.describe({})).toEqual(known);
    await expect(runner.resume(1)).rejects.toMatchObject(refusal);
    const { id } = await createPipeline(system.runtime, slow);
    const job = await system.begin(id, seedsOf(3));
    expect(await runner.finished(job.id)).toMatchObject({ status: 'completed' });
    expect((await storage.jobs.getJob(job.id)).records_generated).toBe(3);
  });

  test('closing it leaves no process behind', async () => {
    const job = await system.runDefinition(slow, seedsOf(20), { concurrency: 20 });
    const records = await system.records(job.id);
    const hosts = new Set(records.map(({ accumulated_state }) => Number(accumulated_state.host)));
    const pids = [await runnerPid(system), ...hosts];
    expect(pids.every(isRunning)).toBe(true);
    await system.runtime[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 10_000 });
  });
});

describe.concurrent('a runner of its own, which', () => {
  test('is killed while the first start waits for it, is replaced', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'datagenflow-runner-'));
    const config = readConfig(dir, {});
    const starting = createRuntime(config, { warn: () => undefined, runner: 'child' });
    const first = await vi.waitFor(
      async () => {
        const info = await readInstanceInfo(join(config.dataDir, 'runner'));
        if (info === null) throw new Error('No runner yet');
        process.kill(info.pid, 'SIGKILL');
        return info.pid;
      },
      { timeout: 30_000, interval: 1 },
    );
    {
      await using runtime = await starting;
      await vi.waitFor(() => runtime.runner.check(), { timeout: 30_000 });
      const second = await readInstanceInfo(join(config.dataDir, 'runner'));
      expect(second?.pid).not.toBe(first);
    }
    await rm(dir, { recursive: true });
  });

  test('drains, lets what is in flight end; the next runner does the rest', async () => {
    await using system = await start(blocks);
    const { id } = await createPipeline(system.runtime, slow);
    const job = await system.begin(id, seedsOf(200), { concurrency: 4 });
    await progressTo(10, job.id, system);
    expect(await system.runtime.runner.drain(30_000)).toEqual({ abortedCalls: 0 });
    const counts = await system.runtime.storage.jobs.countExecutions(job.id);
    expect(Object.keys(counts).sort()).toEqual(['generated', 'pending']);
    await system.runtime[Symbol.asyncDispose]();

    await using next = await createRuntime(system.runtime.config, {
      warn: () => undefined,
      runner: 'child',
    });
    await next.runner.start();
    await expectEachOnce(await next.runner.finished(job.id), 200, { ...system, runtime: next });
  });

  test('drains, aborts and counts model calls that take too long; their executions are pending', async () => {
    await using system = await start();
    await using model = await startSilentModel();
    await saveModel(system.runtime, 'llm', {
      name: 'silent',
      provider: 'custom',
      endpoint: model.url,
      model_name: 'silent',
      is_default: true,
    });
    const asks = {
      name: 'Ask',
      blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hello' } }],
    };
    const { id } = await createPipeline(system.runtime, asks);
    const job = await system.begin(id, seedsOf(3));
    await vi.waitFor(() => expect(model.asked).toBe(3), { timeout: 30_000 });
    expect(await system.runtime.runner.drain(100)).toEqual({ abortedCalls: 3 });
    expect(await system.runtime.storage.jobs.countExecutions(job.id)).toEqual({ pending: 3 });
  });

  test('can’t open, says why until it can', async () => {
    await using system = await start();
    const { runner, config } = system.runtime;
    await rm(config.blocksDir, { recursive: true });
    await writeFile(config.blocksDir, '');
    process.kill(await runnerPid(system), 'SIGKILL');
    await vi.waitFor(() => expect(runner.check()).rejects.toThrow('could not start: EEXIST'), {
      timeout: 30_000,
    });
    await rm(config.blocksDir);
    await vi.waitFor(() => runner.check(), { timeout: 60_000 });
  });

  test('hangs, does not answer and is ended all the same', async () => {
    await using system = await start();
    const pid = await runnerPid(system);
    process.kill(pid, 'SIGSTOP');
    await expect(system.runtime.runner.check()).rejects.toThrow('does not answer');
    await system.runtime[Symbol.asyncDispose]();
    expect(isRunning(pid)).toBe(false);
  });

  test('hangs when it is to drain, and is ended when its time is up', async () => {
    await using system = await start();
    const pid = await runnerPid(system);
    process.kill(pid, 'SIGSTOP');
    expect(await system.runtime.runner.drain(0)).toEqual({ abortedCalls: undefined });
    expect(isRunning(pid)).toBe(false);
  });

  test('can’t open at first, throws what keeps it where it was started', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'datagenflow-runner-'));
    const file = join(dir, 'not-a-directory');
    await writeFile(file, '');
    const broken = { ...readConfig(dir, {}), blocksDir: file };
    const options = { warn: () => undefined, runner: 'child' } as const;
    await expect(createRuntime(broken, options)).rejects.toThrow('EEXIST');
    const memory = readConfig(dir, { DATABASE_PATH: ':memory:' });
    await expect(createRuntime(memory, options)).rejects.toMatchObject({ code: 'setting_invalid' });
    await rm(dir, { recursive: true });
  });
});

/** An endpoint that takes requests and never answers. */
async function startSilentModel(): Promise<
  { url: string; readonly asked: number } & AsyncDisposable
> {
  let asked = 0;
  const server = createServer(() => {
    asked += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get asked() {
      return asked;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
