import { ValidationError, type StoredJob } from '@datagenflow/contracts';
import { SeedCheck } from '../compile/check-seeds.js';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import type { RunnerOptions } from './runner-options.js';

/**
 * Stores the seeds of a job and their pending executions, batch by batch. Doing it again after a
 * crash changes nothing of what is there. From the first bad seed on they are only checked.
 * @throws ValidationError `bad_seeds` when seeds lack a field that no step provides
 */
export async function importSeeds(
  job: StoredJob,
  pipeline: CompiledPipeline,
  { store, readSeeds }: RunnerOptions,
  signal: AbortSignal,
): Promise<void> {
  const check = new SeedCheck(pipeline);
  for await (const batch of readSeeds(job, signal)) {
    signal.throwIfAborted();
    check.add(batch.map(({ seed_index, metadata }) => ({ number: seed_index + 1, metadata })));
    if (check.problems().length === 0) await store.importSeeds(job.id, batch);
  }
  const problems = check.problems();
  if (problems.length > 0) {
    throw new ValidationError(problems.map(({ message }) => message).join('\n'), {
      code: 'bad_seeds',
      detail: { problems },
    });
  }
}
