import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type {
  BlockInfo,
  ErrorBody,
  ExecutionResult,
  Job,
  PipelineSaved,
} from '@datagenflow/contracts';
import { readInstanceInfo } from '@datagenflow/storage';
import { startTestServer, type TestServer } from './support/test-server.js';

const LONG = { timeout: 30_000 };

const shout = `import { BaseBlock, Type, block } from '@datagenflow/block-sdk';
export const Shout = block(class extends BaseBlock.define({
  name: 'Shout', description: 'Says it loudly', inputs: ['word'], outputs: ['shout', 'process'],
}) {
  async execute(context) {
    await new Promise((done) => setTimeout(done, 10));
    return { shout: context.get('word').toUpperCase(), process: process.ppid };
  }
});`;

let blocksDir: string;
let server: TestServer;
beforeAll(async () => {
  blocksDir = await mkdtemp(join(tmpdir(), 'dgf-blocks-'));
  await writeFile(join(blocksDir, 'shout.ts'), shout);
  server = await startTestServer({ DATAGENFLOW_BLOCKS_PATH: blocksDir }, { runner: 'child' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(blocksDir, { recursive: true, force: true });
});

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

async function createShout(): Promise<PipelineSaved> {
  const pipeline = { name: 'Loud', blocks: [{ type: 'Shout' }] };
  return json(server.send('POST', '/api/pipelines', pipeline));
}

test('user blocks are listed, and described when a pipeline is saved', async () => {
  const blocks = await json<BlockInfo[]>(server.get('/api/blocks'));
  expect(blocks.find(({ type }) => type === 'Shout')).toMatchObject({
    source: 'user',
    available: true,
  });
  const { problems } = await createShout();
  expect(problems.map(({ code, severity }) => `${severity} ${code}`)).not.toContain(
    'error unknown_block',
  );
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const wrong = { name: 'Loud', blocks: [{ type: 'Shout' }, { type: 'Shuot' }] };
  const saved = await json<PipelineSaved>(server.send('POST', '/api/pipelines', wrong));
  expect(saved.problems).toContainEqual(
    expect.objectContaining({ code: 'unknown_block', step: 2 }),
  );
});

test('a pipeline runs directly in the runner', async () => {
  const { id } = await createShout();
  const executed = await json<ExecutionResult>(
    server.send('POST', `/api/pipelines/${id}/execute`, { word: 'hey' }),
  );
  expect(executed.result).toMatchObject({ word: 'hey', shout: 'HEY' });
  expect(executed.result.process).not.toBe(process.pid);
});

test('a job runs while the server answers, and is cancelled there', async () => {
  const { id } = await createShout();
  const seeds = Array.from({ length: 2_000 }, (_, i) => ({ metadata: { word: `w${i}` } }));
  const jobId = await server.generate(id, seeds, { concurrency: 2 });
  const getJob = () => json<Job>(server.get(`/api/jobs/${jobId}`));
  await vi.waitFor(async () => expect((await getJob()).current_seed).toBeGreaterThan(5), LONG);
  expect(await json(server.get('/health'))).toEqual({ status: 'healthy' });
  expect(await json(server.get('/ready'))).toEqual({
    status: 'ready',
    database: 'ok',
    runner: 'ok',
  });
  expect(await json<unknown[]>(server.get('/api/pipelines'))).not.toHaveLength(0);
  expect((await server.send('DELETE', `/api/jobs/${jobId}`)).status).toBe(200);
  const cancelled = await getJob();
  expect(cancelled.status).toBe('cancelled');
  expect(cancelled.current_seed).toBeLessThan(2_000);
  expect((await server.send('DELETE', `/api/jobs/${jobId}`)).status).toBe(409);
});

test('without its runner the server is not ready and says why, and is ready again when it is back', async () => {
  const { id } = await createShout();
  const runner = await readInstanceInfo(join(server.dataDir, 'runner'));
  process.kill(runner?.pid ?? 0, 'SIGKILL');
  const ready = await server.get('/ready');
  expect({ status: ready.status, retryAfter: ready.headers.get('retry-after') }).toEqual({
    status: 503,
    retryAfter: '1',
  });
  expect((await ready.json()) as ErrorBody).toMatchObject({
    code: 'not_ready',
    detail: { database: 'ok', runner: expect.stringContaining('The job runner') },
  });
  const refused = await server.send('POST', `/api/pipelines/${id}/execute`, { word: 'hey' });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'runner_unavailable' });
  await vi.waitFor(async () => expect((await server.get('/ready')).status).toBe(200), LONG);
  expect(server.bugs).toEqual([]);
});
