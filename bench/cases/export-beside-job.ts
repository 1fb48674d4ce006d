import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DrillJob } from '../drills/support/drill-job.ts';
import { Victim } from '../drills/support/victim.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { fillDataDirectory } from '../harness/fill-data-directory.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const ALONE = 'the same job alone';
const LATENCY_MS = 200;
const IN_FLIGHT = 64;
const WINDOW_MS = 5_000;
const NEWLINE = 10;

/** How many calls a job makes while the server exports all that another one made. */
export const exportBesideJob: Benchmark = { name: 'export-beside-job', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const size = isQuick ? 50_000 : 1_000_000;
  await using directory = await createTemporaryDirectory();
  const jobId = await fillDataDirectory(directory.path, size);
  await using provider = await startProvider(LATENCY_MS);
  await using server = new Victim(directory.path, {
    LLM_ENDPOINT: provider.url,
    LLM_MODEL: 'fake-large',
  });
  const job = await DrillJob.start(server, isQuick ? 20_000 : 60_000, { concurrency: IN_FLIGHT });
  await job.is('a job at full speed', ({ current_seed }) => current_seed > 10 * IN_FLIGHT);

  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 1 : 3); round += 1) {
    noise.sample();
    const alone = await callsPerSecond(provider, () => sleep(WINDOW_MS));
    const beside = await callsPerSecond(provider, () => exportFor(server, jobId, size));
    rounds.push({ measured: beside, against: { [ALONE]: alone } });
  }
  assert.equal((await job.read()).status, 'running', 'The job was over too early.');
  await server.stop();
  return [
    {
      id: 'P10',
      name: `a job’s calls during an export of ${size} records`,
      unit: 'calls/s',
      rounds,
      targets: [{ against: ALONE, atLeast: 0.9 }],
    },
  ];
}

async function callsPerSecond(
  provider: StartedProvider,
  meanwhile: () => Promise<unknown>,
): Promise<number> {
  const before = await provider.readCounters();
  const startedAt = performance.now();
  await meanwhile();
  const seconds = (performance.now() - startedAt) / 1_000;
  return ((await provider.readCounters()).answered - before.answered) / seconds;
}

/** Exports again and again until some seconds are over. */
async function exportFor(server: Victim, jobId: number, size: number): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < WINDOW_MS) {
    const { body } = await server.ask(`/api/export?job_id=${jobId}`);
    assert.ok(body);
    let lines = 0;
    for await (const chunk of body) lines += countLines(chunk);
    assert.equal(lines, size);
  }
}

function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
