import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedRecord, Job } from '@datagenflow/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorkspace, type Started, type Workspace } from './support/dgf.js';

const LONG = { timeout: 50_000 };
const EXECUTIONS = 60;

/** Waits for a file, so that the job stands still for as long as the test wants. */
const PATIENT = `import { existsSync } from 'node:fs';
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Patient = block(class extends BaseBlock.define({
  name: 'Patient', description: 'Waits', inputs: ['gate'], outputs: ['done'],
}) {
  async execute(context) {
    const gate = context.get('gate');
    while (gate !== null && !existsSync(gate)) await new Promise((done) => setTimeout(done, 10));
    return { done: true };
  }
});`;

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace();
  await work.write('user_blocks/patient.ts', PATIENT);
  await work.write('flow.yaml', 'name: Patient\nblocks:\n  - type: Patient\n');
});
afterEach(() => work[Symbol.asyncDispose]());

interface Server extends Started {
  url: string;
  pids: number[];
}

async function startServer(): Promise<Server> {
  const started = work.start(['start', '--port', '0']);
  const text = await started.says('Ctrl-C');
  const url = /http:\/\/localhost:\d+/.exec(text)?.[0] ?? '';
  const lock = await readFile(join(work.path, 'data', 'runner', 'lock.json'), 'utf8');
  const runner = (JSON.parse(lock) as { pid: number }).pid;
  return { ...started, url, pids: [started.child.pid ?? 0, runner] };
}

async function getJob({ url }: Server): Promise<Job> {
  return (await (await fetch(`${url}/api/jobs/1`)).json()) as Job;
}

/** Resolves when so many have ended, the next wait at their gate, and nothing is written. */
async function standsAt(count: number, server: Server): Promise<void> {
  await vi.waitFor(async () => {
    expect(await getJob(server)).toMatchObject({
      status: 'running',
      current_seed: count,
      current_step: `${count + 1} of ${EXECUTIONS} executions`,
    });
    const held = await fetch(`${server.url}/api/jobs/1/executions?status=running`);
    expect(await held.json()).toHaveLength(4);
  }, LONG);
}

test('row 54: a server that was thought gone comes back and changes nothing; each execution ends once', async () => {
  const gates = [null, join(work.path, 'first'), join(work.path, 'second')];
  const seeds = Array.from({ length: EXECUTIONS }, (_, i) => ({
    metadata: { i, gate: gates[Math.floor(i / 20)] },
  }));
  await work.write('seeds.json', seeds);
  const old = await startServer();
  const run = work.start(['run', 'flow.yaml', 'seeds.json', '-c', '4']);
  await run.says('Job 1 runs in');
  await standsAt(20, old);
  for (const pid of old.pids) process.kill(pid, 'SIGSTOP');
  for (const name of ['lock.db', 'runner/lock.db']) await rm(join(work.path, 'data', name));

  const present = await startServer();
  await work.write('first', '');
  await standsAt(40, present);
  for (const pid of old.pids) process.kill(pid, 'SIGCONT');
  const refused = await fetch(`${old.url}/api/jobs/1`, { method: 'DELETE' });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: 'runner_superseded' });
  const form = new FormData();
  form.append('pipeline_id', '1');
  form.append('file', new File([JSON.stringify(seeds)], 'seeds.json'));
  const unmade = await fetch(`${old.url}/api/generate`, { method: 'POST', body: form });
  expect(unmade.status).toBe(409);
  expect(await unmade.json()).toMatchObject({ code: 'runner_superseded' });
  expect(await (await fetch(`${present.url}/api/jobs`)).json()).toHaveLength(1);
  await standsAt(40, present);

  await work.write('second', '');
  await vi.waitFor(async () => expect((await getJob(present)).status).toBe('completed'), LONG);
  expect(await getJob(present)).toMatchObject({
    records_generated: EXECUTIONS,
    records_failed: 0,
    current_seed: EXECUTIONS,
    total_seeds: EXECUTIONS,
    error: '',
  });
  const lines = (await (await fetch(`${present.url}/api/export`)).text()).trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as ExportedRecord);
  expect(records).toHaveLength(EXECUTIONS);
  expect(new Set(records.map(({ metadata }) => metadata.i)).size).toBe(EXECUTIONS);

  old.child.kill('SIGTERM');
  const ended = await old.ended;
  expect(ended.code).toBe(0);
  expect(ended.stderr).not.toContain('starts again');
  expect(await readFile(join(work.path, 'data', 'lock.json'), 'utf8')).toContain(present.url);
  expect((await fetch(`${present.url}/ready`)).status).toBe(200);
}, 120_000);
