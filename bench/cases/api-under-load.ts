import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '@datagenflow/contracts';
import { formOf, topics } from '../drills/drill-job.ts';
import { Victim } from '../drills/victim.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const IDLE = 'the same server, idle';
const PAGE = 50;
const ROUTES = ['/health', '/api/jobs', '/api/pipelines', `/api/records?limit=${PAGE}`];
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
  const saved = await server.ask('/api/pipelines', copying);
  const { id } = (await saved.json()) as { id: number };
  await end(server, await start(server, id, 2_000), 2_000);
  await measure(server, requests);

  const latencies = new Map(ROUTES.map((route): [string, Round[]] => [route, []]));
  const delays: Round[] = [];
  for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
    noise.sample();
    const idle = await measure(server, requests);
    const job = await start(server, id, seeds);
    const busy = await measure(server, requests);
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
      name: `GET ${route} during a job of ${seeds} trivial executions, p95`,
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

/** Asks all routes in turn, one request at a time. */
async function measure(server: Victim, requests: number) {
  await readLoopMs(server);
  const times = new Map(ROUTES.map((route): [string, number[]] => [route, []]));
  for (let i = 0; i < requests; i += 1) {
    for (const [route, taken] of times) {
      const before = performance.now();
      const answer: unknown = await (await server.ask(route)).json();
      taken.push(performance.now() - before);
      check(route, answer);
    }
  }
  const p95 = new Map([...times].map(([route, taken]) => [route, quantile(taken, 0.95)]));
  return { p95, loopMs: await readLoopMs(server) };
}

function check(route: string, answer: unknown): void {
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
