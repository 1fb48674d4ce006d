import type { StoredJob } from '@datagenflow/contracts';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { SeedIntake } from '../seeds/seed-intake.js';
import type { RunnerOptions } from './runner-options.js';

/**
 * Stores the seeds of a job and their pending executions, batch by batch, then that they are all
 * there, with the warnings about them. Doing it again after a crash changes nothing of what is
 * there. When seeds take turns, each begins with one. From the first bad seed on they are only checked, unless the job skips bad ones.
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
  for await (const batch of readSeeds(job, signal)) {
    signal.throwIfAborted();
    const seeds = intake.add(batch);
    if (seeds.length > 0) await store.importSeeds(job.id, seeds, most);
  }
  const warnings = [...job.warnings, ...intake.conclude()];
  await store.updateJob(job.id, { seeds_imported: true, warnings });
}
