import { createPipeline } from '@datagenflow/runtime';
import { copySteps, partsOf } from './copy-steps.ts';
import { openSystem } from './open-system.ts';
import { makeSeeds, runJob } from './run-job.ts';

const INTERVAL_MS = 250;
const STEPS = 2;

/** Runs a job of so many trivial executions and sends what memory this process took meanwhile. */
process.once('message', (settings: { directory: string; seeds: number }) => void measure(settings));

async function measure({ directory, seeds }: { directory: string; seeds: number }): Promise<void> {
  await using runtime = await openSystem({ directory });
  const { id } = await createPipeline(runtime, copySteps(STEPS));
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(process.memoryUsage.rss()), INTERVAL_MS);
  const { ms } = await runJob(
    runtime,
    id,
    makeSeeds(seeds, (index) => partsOf(index, STEPS)),
    seeds,
    { concurrency: 256 },
  );
  clearInterval(sampling);
  samples.push(process.memoryUsage.rss());
  globalThis.gc?.();
  process.send?.({ samples, alive: process.memoryUsage().heapUsed, ms });
  process.disconnect();
}
