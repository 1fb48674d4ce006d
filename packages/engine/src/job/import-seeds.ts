import type { IndexedSeed, StoredJob } from '@datagenflow/contracts';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { SeedIntake } from '../seeds/seed-intake.js';
import type { RunnerOptions } from './runner-options.js';

/**
 * Stores the seeds of a job and their pending executions, batch by batch while the next one is read,
 * and with the last one that they are all there, and the warnings about them. Doing it again after a
 * crash changes nothing of what is there. When seeds take turns, each begins with one. From the first
 * bad seed on they are only checked, unless the job skips bad ones.
 * @throws ValidationError `bad_seeds`, `no_executions`, and what the reader throws
 */
export async function importSeeds(
  job: StoredJob,
  pipeline: CompiledPipeline,
  { store, readSeeds }: RunnerOptions,
  signal: AbortSignal,
): Promise<void> {
  const intake = new SeedIntake({ strict: job.options.strict, pipeline });
  const most = job.options.target_records === undefined ? undefined : 1;
  let last: readonly IndexedSeed[] = [];
  let storing = Promise.resolve();
  try {
    for await (const batch of readSeeds(job, signal)) {
      signal.throwIfAborted();
      const seeds = intake.add(batch);
      if (seeds.length === 0) continue;
      await storing;
      if (last.length > 0) storing = store.importSeeds(job.id, last, { most, signal });
      storing.catch(() => undefined);
      last = seeds;
    }
  } finally {
    await storing;
  }
  signal.throwIfAborted();
  const warnings = [...job.warnings, ...intake.conclude()];
  const done = { seeds_imported: true, warnings, phase: 'executing' } as const;
  await store.importSeeds(job.id, last, { most, done, signal });
}
