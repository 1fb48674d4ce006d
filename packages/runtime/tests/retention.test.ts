import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createPipeline,
  createRuntime,
  readConfig,
  startJob,
  type Environment,
  type Runtime,
} from '../src/index.js';

const SOON = { timeout: 30_000 };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dgf-retention-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const definition = {
  name: 'Ask',
  blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}' } }],
};

async function start(env: Environment): Promise<Runtime> {
  const runtime = await createRuntime(readConfig(dir, env), { warn: () => undefined });
  await runtime.runner.start();
  return runtime;
}

/** Runs a job of three calls. */
async function run(runtime: Runtime): Promise<number> {
  const path = join(runtime.config.dataDir, 'uploads', 'seeds');
  const seeds = [1, 2, 3].map((i) => ({ metadata: { topic: `topic ${i}` } }));
  await writeFile(path, JSON.stringify(seeds));
  const { id: pipelineId } = await createPipeline(runtime, definition);
  const { id } = await startJob(runtime, pipelineId, { path, fileName: 'seeds.json' }, {});
  await runtime.runner.finished(id);
  return id;
}

async function countCalls({ storage }: Runtime): Promise<number> {
  const { counts } = await storage.maintenance.backup(join(dir, 'copy.db'), { withKeys: false });
  return counts.calls;
}

test.each(['RETENTION_DAYS', 'RETENTION_MB'])(
  'row 59: calls of deleted jobs are kept until %s says otherwise; those of other jobs stay',
  async (name) => {
    {
      await using runtime = await start({});
      const gone = await run(runtime);
      await run(runtime);
      await runtime.storage.jobs.deleteJob(gone);
      runtime.runner.removeDeleted();
    }
    {
      await using runtime = await start({});
      await vi.waitFor(async () => expect(await runtime.storage.removeDeleted()).toBe(0), SOON);
      expect(await countCalls(runtime)).toBe(6);
    }
    await using runtime = await start({ [name]: '0' });
    await vi.waitFor(async () => expect(await countCalls(runtime)).toBe(3), 20_000);
  },
);

test('retention is a whole number, or not set', () => {
  expect(readConfig(dir, {}).retention).toEqual({ days: undefined, megabytes: undefined });
  const env = { RETENTION_DAYS: '90', RETENTION_MB: '500' };
  expect(readConfig(dir, env).retention).toEqual({ days: 90, megabytes: 500 });
  for (const name of ['RETENTION_DAYS', 'RETENTION_MB']) {
    expect(() => readConfig(dir, { [name]: '-1' })).toThrow(name);
  }
});
