import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isRunning } from '@datagenflow/extensions/testing';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ExportedRecord, Job } from '@datagenflow/contracts';
import { createWorkspace, type Started, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

const LONG = { timeout: 30_000 };

const slowBlock = `import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Slow = block(class extends BaseBlock.define({
  name: 'Slow', description: 'Takes its time', inputs: [], outputs: ['host'],
}) {
  async execute(context) {
    await new Promise((done) => setTimeout(done, Number(context.get('ms', 20))));
    return { host: process.pid };
  }
});`;

const SLOW = 'name: Slow\nblocks:\n  - type: Slow\n';
const WRITE = `name: Write
blocks:
  - type: TextGenerator
    config: { user_prompt: 'Write about {{ i }}' }
`;

async function open(flow: string, seedList: object[]): Promise<Workspace> {
  const work = await createWorkspace({ commands });
  if (flow === SLOW) await work.write('user_blocks/slow.ts', slowBlock);
  await work.write('flow.yaml', flow);
  await work.write('seeds.json', seedList);
  return work;
}

interface Server extends Started {
  url: string;
  pid: number;
}

async function startServer(work: Workspace, env: Record<string, string> = {}): Promise<Server> {
  const started = work.start(['start', '--port', '0'], env);
  const text = await started.says('Ctrl-C');
  const url = /http:\/\/localhost:\d+/.exec(text)?.[0] ?? '';
  return { ...started, url, pid: started.child.pid ?? 0 };
}

async function runnerPid(work: Workspace): Promise<number> {
  const text = await readFile(join(work.path, 'data', 'runner', 'lock.json'), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}

/** Has a server run the flow. */
async function generate(work: Workspace, { url }: Server): Promise<void> {
  const args = ['generate', 'flow.yaml', 'seeds.json', '-c', '4', '--detach'];
  const { code } = await work.runWarm(args, { DATAGENFLOW_ENDPOINT: url });
  expect(code).toBe(0);
}

/** Has a server run the first pipeline over these seeds. */
async function upload({ url }: Server, seedList: object[]): Promise<void> {
  const form = new FormData();
  form.append('pipeline_id', '1');
  form.append('file', new File([JSON.stringify(seedList)], 'seeds.json'));
  expect((await fetch(`${url}/api/generate`, { method: 'POST', body: form })).status).toBe(200);
}

const seeds = (count: number, metadata: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ metadata: { i, ...metadata } }));

const readUploads = ({ path }: Workspace) => readdir(join(path, 'data', 'uploads'));

/** Sends half of a seed file, of which nothing more comes. */
async function sendHalf(work: Workspace, url: string): Promise<void> {
  const form =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n[{"metadata"';
  const headers = [
    'POST /api/generate HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Content-Type: multipart/form-data; boundary=b',
    `Content-Length: ${form.length * 2}`,
  ];
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined).write(`${headers.join('\r\n')}\r\n\r\n${form}`);
  await vi.waitFor(async () => expect(await readUploads(work)).toHaveLength(1), LONG);
}

async function getJob(url: string): Promise<Job> {
  return (await (await fetch(`${url}/api/jobs/1`)).json()) as Job;
}

/** Resolves when so many executions of the first job have ended. */
async function progressTo(count: number, url: string): Promise<void> {
  await vi.waitFor(
    async () => expect((await getJob(url)).current_seed).toBeGreaterThan(count),
    LONG,
  );
}

async function readRecords(url: string): Promise<ExportedRecord[]> {
  const text = await (await fetch(`${url}/api/export`)).text();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ExportedRecord);
}

async function expectEachOnce(count: number, url: string): Promise<void> {
  await vi.waitFor(async () => expect((await getJob(url)).status).toBe('completed'), LONG);
  expect(await getJob(url)).toMatchObject({ records_generated: count, records_failed: 0 });
  const records = await readRecords(url);
  expect(records).toHaveLength(count);
  expect(new Set(records.map(({ metadata }) => metadata.i)).size).toBe(count);
}

describe('dgf start runs jobs in a process of its own', () => {
  test.concurrent(
    'a server that is killed takes its runner and block hosts along; the next goes on and sweeps up',
    async () => {
      await using work = await open(SLOW, seeds(120));
      const server = await startServer(work);
      const run = work.start(['run', 'flow.yaml', 'seeds.json', '-c', '4']);
      await run.says('Job 1 runs in');
      await progressTo(10, server.url);
      const hosts = (await readRecords(server.url)).map(
        ({ accumulated_state }) => accumulated_state.host,
      );
      const pids = [await runnerPid(work), ...new Set(hosts as number[])];
      expect(pids.filter(isRunning)).toEqual(pids);
      await sendHalf(work, server.url);
      process.kill(server.pid, 'SIGKILL');
      await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), LONG);
      await run.ended;
      expect(await readUploads(work)).toHaveLength(1);

      const next = await startServer(work);
      expect(await readUploads(work)).toEqual([]);
      await expectEachOnce(120, next.url);
      const runner = await runnerPid(work);
      next.child.kill('SIGTERM');
      expect((await next.ended).code).toBe(0);
      await vi.waitFor(() => expect(isRunning(runner)).toBe(false), LONG);
    },
  );

  test.concurrent('SIGTERM lets what is in flight end, and exits 0; the next goes on', async () => {
    await using work = await open(SLOW, seeds(120));
    const server = await startServer(work);
    await generate(work, server);
    await progressTo(10, server.url);
    const runner = await runnerPid(work);
    server.child.kill('SIGTERM');
    const ended = await server.ended;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('Stopped. What has ended is stored');
    expect(ended.stdout).not.toContain('aborted');
    await vi.waitFor(() => expect(isRunning(runner)).toBe(false), LONG);
    const next = await startServer(work);
    await expectEachOnce(120, next.url);
  });

  test.concurrent(
    'SIGTERM aborts calls that take longer than it has, and leaves any number of open jobs, in flight or waiting, to the next',
    async () => {
      const inFlight = 4;
      const jobs = 60;
      await using provider = await createFakeProvider({
        latencyMs: (request) => (request < inFlight ? 600_000 : 0),
      });
      await using work = await open(WRITE, seeds(1));
      const model = ['--endpoint', provider.url, '--model', 'fake-large'];
      await work.runWarm(['models', 'add', 'main', ...model]);
      const server = await startServer(work, { MAX_IN_FLIGHT: `${inFlight}` });
      await generate(work, server);
      for (let job = 1; job < jobs; job += 1) await upload(server, seeds(1));
      await vi.waitFor(() => expect(provider.counters.requests).toBe(inFlight), LONG);
      server.child.kill('SIGTERM');
      const ended = await server.ended;
      expect(ended.code).toBe(0);
      expect(ended.stdout).toContain(`${inFlight} calls to models were aborted`);
      expect(executionsOf(work).every((status) => status === 'pending')).toBe(true);

      const next = await startServer(work);
      await vi.waitFor(async () => {
        const listed = await fetch(`${next.url}/api/jobs?limit=${jobs}`);
        const ends = ((await listed.json()) as Job[]).map(({ status }) => status);
        expect(ends).toEqual(Array.from({ length: jobs }, () => 'completed'));
      }, LONG);
      expect(await readRecords(next.url)).toHaveLength(jobs);
      expect(provider.counters.requests).toBe(inFlight + jobs);
    },
  );

  test.concurrent.each(['SIGTERM', 'SIGINT'] as const)(
    'a second %s ends everything at once',
    async (signal) => {
      await using work = await open(SLOW, seeds(4, { ms: 600_000 }));
      const server = await startServer(work);
      await generate(work, server);
      await vi.waitFor(async () => {
        const running = await fetch(`${server.url}/api/jobs/1/executions?status=running`);
        expect(await running.json()).toHaveLength(4);
      }, LONG);
      const runner = await runnerPid(work);
      server.child.kill(signal);
      await server.says('Ctrl-C stops at once');
      expect(isRunning(runner)).toBe(true);
      server.child.kill(signal);
      expect((await server.ended).code).toBe(130);
      await vi.waitFor(() => expect(isRunning(runner)).toBe(false), LONG);
    },
  );
});

/** The status of each execution, as it is stored. */
function executionsOf(work: Workspace): unknown[] {
  const path = join(work.path, 'data', 'datagenflow.db');
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare('select status from executions').all();
  database.close();
  return rows.map(({ status }) => status);
}
