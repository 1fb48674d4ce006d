import { setTimeout as sleep } from 'node:timers/promises';
import { createPipeline } from '@datagenflow/runtime';
import { copySteps, partsOf } from './copy-steps.ts';
import type { MemoryOrder, MemoryRun } from './measure-memory.ts';
import { openSystem } from './open-system.ts';
import { makeSeeds, runJob } from './run-job.ts';
import { settledMb } from './settled-memory.ts';

const MB = 2 ** 20;
const INTERVALS_MS = { resident: 250, settled: 5_000 };
const STEPS = 2;

/** Runs a job of so many trivial executions and sends what memory this process took meanwhile. */
process.once('message', (order: MemoryOrder) => void measure(order));

async function measure({ directory, seeds, kind }: MemoryOrder): Promise<void> {
  await using runtime = await openSystem({ directory });
  const { id } = await createPipeline(runtime, copySteps(STEPS));
  const isOver = new AbortController();
  const watching = sampleUntil(isOver.signal, kind);
  const metadata = makeSeeds(seeds, (index) => partsOf(index, STEPS));
  const { ms } = await runJob(runtime, id, metadata, seeds, { concurrency: 256 });
  isOver.abort();
  const samples = await watching;
  globalThis.gc?.();
  const alive = process.memoryUsage().heapUsed / MB;
  process.send?.({ samples, alive, ms } satisfies MemoryRun);
  process.disconnect();
}

async function sampleUntil(signal: AbortSignal, kind: MemoryOrder['kind']): Promise<number[]> {
  const samples: number[] = [];
  while (!signal.aborted) {
    await sleep(INTERVALS_MS[kind], undefined, { signal }).catch(() => undefined);
    const isLate = kind === 'settled' && signal.aborted;
    if (!isLate) samples.push(await look(kind));
  }
  return samples;
}

async function look(kind: MemoryOrder['kind']): Promise<number> {
  return kind === 'settled' ? settledMb() : process.memoryUsage.rss() / MB;
}
