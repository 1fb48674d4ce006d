import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { createPipeline, startJob } from '@datagenflow/runtime';
import { openBareClient } from '../harness/bare-loop.ts';
import { openSystem } from '../harness/open-system.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { askPipeline, topics } from './drill-job.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';

const WARM_UP = 20;

/** How long after a job is handed in its first block starts, which calls a model at once. */
export const firstCall: Drill = { name: 'first-call', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const jobs = isLong ? 2_000 : 100;
  await using directory = await createTemporaryDirectory();
  let arrivedAt = 0;
  await using provider = await createFakeProvider({
    keepsRequests: false,
    latencyMs: () => {
      arrivedAt = performance.now();
      return 0;
    },
  });
  await using runtime = await openSystem({ directory: directory.path, endpoint: provider.url });
  const { id: pipelineId } = await createPipeline(runtime, askPipeline);
  const toStartMs: number[] = [];
  const toCallMs: number[] = [];
  let completed = 0;
  for (let at = 0; at < WARM_UP + jobs; at += 1) {
    const file = path.join(runtime.config.dataDir, 'uploads', `${at}.json`);
    await writeFile(file, JSON.stringify(topics(1)));
    const start = performance.now();
    const upload = { path: file, fileName: 'seeds.json' };
    const { id } = await startJob(runtime, pipelineId, upload, {});
    const startedAt = performance.now();
    const { status } = await runtime.runner.finished(id);
    if (at < WARM_UP) continue;
    if (status === 'completed') completed += 1;
    toStartMs.push(startedAt - start);
    toCallMs.push(arrivedAt - start);
  }
  await using client = openBareClient(provider.url);
  const bareMs: number[] = [];
  for (let at = 0; at < WARM_UP + jobs; at += 1) {
    const start = performance.now();
    await client.ask(`Write about topic ${at}.`);
    if (at >= WARM_UP) bareMs.push(arrivedAt - start);
  }
  const call = quantile(bareMs, 0.5);
  return {
    figures: ['R7'],
    checks: [
      expectEqual('each job completes', completed, jobs),
      expectEqual('with one call', provider.counters.answered, 2 * (jobs + WARM_UP)),
    ],
    numbers: {
      jobs,
      stored_ms: describe(toStartMs),
      first_call_ms: describe(toCallMs),
      bare_call_ms: describe(bareMs),
      block_start_ms: describe(toCallMs.map((ms, at) => ms - (toStartMs[at] ?? 0) - call)),
      block_start_target_ms: { p50: 2, p99: 10, most: 50 },
    },
  };
}

function describe(values: readonly number[]) {
  const at = (share: number): number => Math.round(quantile(values, share) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
