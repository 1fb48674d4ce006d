import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Pipeline } from '@datagenflow/contracts';
import { formOf, topics } from '../drills/support/drill-job.ts';
import { Victim } from '../drills/support/victim.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const IDLE = 'the same server, idle';
const PAGE = 50;
const READS = ['/health', '/api/jobs', '/api/pipelines', `/api/records?limit=${PAGE}`];
/** A pipeline of its own is replaced: a commit, which waits for those of the job. */
const WRITE = '/api/pipelines/{id}';
/** How often the server looks at its own loop: what it reports holds that pause. */
const LOOK_MS = 10;

/** Three steps that cost nothing: what runs flat out is the engine and the database. */
const copying = {
  name: 'Copying',
  blocks: ['a', 'b', 'c'].map((field) => ({
    type: 'FieldMapper',
    config: { mappings: { [field]: '{{ topic }}' } },
  })),
};

/** How long a real server takes to answer while its runner does what it can. */
export const apiUnderLoad: Benchmark = { name: 'api-under-load', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const seeds = isQuick ? 20_000 : 60_000;
  const requests = isQuick ? 100 : 400;
  await using directory = await createTemporaryDirectory();
  await using server = new Victim(directory.path, {});
  const id = await createPipeline(server, copying);
  const loaded = { server, writtenId: await createPipeline(server, written(0)) };
  await end(server, await start(server, id, 2_000), 2_000);
  await measure(loaded, requests);

  const latencies = new Map([...READS, WRITE].map((route): [string, Round[]] => [route, []]));
  const delays: Round[] = [];
  for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
    noise.sample();
    const idle = await measure(loaded, requests);
    const job = await start(server, id, seeds);
    const busy = await measure(loaded, requests);
    assert.equal((await readJob(server, job)).status, 'running', 'The job was over too early.');
    await end(server, job, seeds);
    for (const [route, rounds] of latencies) {
      const [measured, against] = [busy.p95.get(route) ?? 0, idle.p95.get(route) ?? 0];
      rounds.push({ measured, against: { [IDLE]: against } });
    }
    delays.push({
      measured: busy.loopMs,
      against: { 'the limit of 20 ms': 20, [IDLE]: idle.loopMs },
    });
  }
  await server.stop();
  return [
    ...[...latencies].map(([route, rounds]) => ({
      id: 'P12',
      name: `${route === WRITE ? 'PUT' : 'GET'} ${route} during a job of ${seeds} trivial executions, p95`,
      unit: 'ms',
      rounds,
      targets: [{ against: IDLE, atMost: 3 }],
    })),
    {
      id: 'P12',
      name: 'delay of the server’s loop meanwhile, p99',
      unit: 'ms',
      rounds: delays,
      targets: [{ against: 'the limit of 20 ms', atMost: 1 }],
    },
  ];
}

interface Loaded {
  server: Victim;
  /** Pipeline that is written to. */
  writtenId: number;
}

async function createPipeline(server: Victim, definition: object): Promise<number> {
  const saved = await server.ask('/api/pipelines', definition);
  return ((await saved.json()) as { id: number }).id;
}

/** Asks all reads in turn, then writes, one request at a time. */
async function measure({ server, writtenId }: Loaded, requests: number) {
  await readLoopMs(server);
  const times = new Map([...READS, WRITE].map((route): [string, number[]] => [route, []]));
  const ask = async (route: string, i: number): Promise<void> => {
    const before = performance.now();
    const response =
      route === WRITE
        ? await server.ask(WRITE.replace('{id}', String(writtenId)), written(i), 'PUT')
        : await server.ask(route);
    const answer: unknown = await response.json();
    times.get(route)?.push(performance.now() - before);
    check(route, answer, i);
  };
  for (let i = 0; i < requests; i += 1) for (const route of READS) await ask(route, i);
  for (let i = 0; i < requests; i += 1) await ask(WRITE, i);
  const p95 = new Map([...times].map(([route, taken]) => [route, quantile(taken, 0.95)]));
  return { p95, loopMs: await readLoopMs(server) };
}

/** Another one each time, so that there is something to store. */
function written(version: number): object {
  return { ...copying, name: `Written ${version}` };
}

function check(route: string, answer: unknown, version: number): void {
  if (route === WRITE) return assert.equal((answer as Pipeline).name, `Written ${version}`);
  if (route === '/health') assert.deepEqual(answer, { status: 'healthy' });
  else if (route.startsWith('/api/records')) assert.equal((answer as object[]).length, PAGE);
  else assert.ok((answer as object[]).length > 0);
}

/** The delay since this was read before: the server forgets it then. */
async function readLoopMs(server: Victim): Promise<number> {
  const text = await (await server.ask('/api/metrics')).text();
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1];
  return Math.max(0, Number(seconds) * 1_000 - LOOK_MS);
}

/** Resolves when the job has run for a while. */
async function start(server: Victim, pipelineId: number, seeds: number): Promise<number> {
  const started = await server.ask('/api/generate', formOf(pipelineId, topics(seeds)));
  const { job_id } = (await started.json()) as { job_id: number };
  while ((await readJob(server, job_id)).current_seed < 200) await sleep(20);
  return job_id;
}

async function end(server: Victim, jobId: number, seeds: number): Promise<void> {
  for (;;) {
    const { status, records_generated } = await readJob(server, jobId);
    if (status === 'completed') {
      assert.equal(records_generated, seeds);
      return;
    }
    assert.ok(status === 'running' || status === 'pending', `The job is ${status}.`);
    await sleep(100);
  }
}

async function readJob(server: Victim, jobId: number): Promise<Job> {
  return (await (await server.ask(`/api/jobs/${jobId}`)).json()) as Job;
}
