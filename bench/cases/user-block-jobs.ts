import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@datagenflow/engine';
import { createModelClient, directRecorder, type ResolvedModel } from '@datagenflow/llm';
import {
  createPipeline,
  createRuntime,
  exportLines,
  readConfig,
  startJob,
  type Runtime,
} from '@datagenflow/runtime';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeMany, timeOnce } from '../harness/time.ts';

const blocksDir = fileURLToPath(new URL('../user-blocks', import.meta.url));
const latencyMs = 200;
const concurrency = 64;
const executions = 500;

/** Whether a user block that waits for a model keeps the model busy. */
export const userBlockJobs: Benchmark = { name: 'user-block-jobs', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(latencyMs);
  await using runtime = await openRuntime(directory.path, provider.url);
  const pipeline = await createPipeline(runtime, { name: 'Ask', blocks: [{ type: 'Ask' }] });
  const runJob = (count: number) => timeJob(runtime, provider, pipeline.id, count);

  await runJob(concurrency);
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 3 : 7); round += 1) {
    noise.sample();
    rounds.push({
      measured: await runJob(executions),
      against: {
        'the bound': Math.ceil(executions / concurrency) * latencyMs,
        'a bare loop of the client': await timeBareLoop(provider, executions),
      },
    });
  }
  const points = [{ size: executions, cost: median(rounds.map(({ measured }) => measured)) }];
  for (const size of isQuick ? [2_000] : [5_000, 20_000]) {
    points.push({ size, cost: await runJob(size) });
  }
  const growth = {
    of: 'executions',
    from: executions,
    to: points.at(-1)?.size ?? executions,
    exponent: growthExponent(points),
  };
  const name = `job of ${executions} executions of a user block, a ${latencyMs}-ms call each, ${concurrency} at once`;
  const targets = [{ against: 'the bound', atMost: 1.1 }];
  return [{ id: 'P6', name, unit: 'ms', rounds, targets, growth }];
}

/** A whole system with a database on disk and one model. */
async function openRuntime(directory: string, endpoint: string): Promise<Runtime> {
  const config = readConfig(directory, { DATAGENFLOW_BLOCKS_PATH: blocksDir });
  const warn = (message: string): never => assert.fail(message);
  const runtime = await createRuntime(config, { warn });
  const { id: _, apiKey: __, ...model } = modelAt(endpoint);
  await runtime.storage.models.create({ ...model, is_default: true });
  return runtime;
}

/** Milliseconds from handing in the seeds to the end of the job. */
async function timeJob(
  runtime: Runtime,
  provider: StartedProvider,
  pipelineId: number,
  count: number,
): Promise<number> {
  const seeds = Array.from({ length: count }, (_, index) => ({
    metadata: { question: `What is ${index}?` },
  }));
  const file = path.join(runtime.config.dataDir, 'uploads', `${count}.json`);
  await writeFile(file, JSON.stringify(seeds));
  const before = await provider.readCounters();
  let jobId = 0;
  const ms = await timeOnce(async () => {
    const upload = { path: file, fileName: 'seeds.json' };
    const job = await startJob(runtime, pipelineId, upload, { concurrency });
    jobId = job.id;
    await runtime.runner.finished(jobId);
  });
  const after = await provider.readCounters();
  assert.equal(after.answered - before.answered, count);
  assert.equal(await countAnswered(runtime, jobId), count);
  return ms;
}

/** Records of the job that hold an answer. */
async function countAnswered(runtime: Runtime, jobId: number): Promise<number> {
  let count = 0;
  for await (const page of exportLines(runtime, { job_id: jobId })) {
    const lines = page.trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line).accumulated_state as { answer?: string });
    count += records.filter(({ answer }) => answer !== undefined && answer !== '').length;
  }
  return count;
}

/** Milliseconds that the same calls take by the same client, with nothing around it. */
async function timeBareLoop(provider: StartedProvider, count: number): Promise<number> {
  const model = modelAt(provider.url);
  const resolve = (): Promise<ResolvedModel> => Promise.resolve(model);
  await using client = createModelClient({ models: { resolve }, clock: systemClock });
  const context = { signal: new AbortController().signal, recorder: directRecorder };
  return await timeMany(count, concurrency, async (index) => {
    const messages = [{ role: 'user' as const, content: `What is ${index}?` }];
    const { text } = await client.chat({ messages }, context);
    assert.notEqual(text, '');
  });
}

function modelAt(endpoint: string): ResolvedModel {
  return {
    id: 1,
    kind: 'llm',
    name: 'bench',
    provider: 'custom',
    endpoint,
    model_name: 'fake-large',
    limits: {},
    prices: null,
    dimensions: null,
  };
}
