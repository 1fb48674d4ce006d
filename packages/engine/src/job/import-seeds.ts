import { ValidationError, type StoredJob } from '@datagenflow/contracts';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { checkSeeds } from '../compile/check-seeds.js';
import type { RunnerOptions } from './runner-options.js';

/**
 * Stores the seeds of a job and their pending executions, batch by batch. Doing it again after a
 * crash changes nothing of what is there.
 * @throws ValidationError `bad_seeds` when seeds lack a field that no step provides
 */
export async function importSeeds(
  job: StoredJob,
  pipeline: CompiledPipeline,
  { store, readSeeds }: RunnerOptions,
  signal: AbortSignal,
): Promise<void> {
  for await (const batch of readSeeds(job, signal)) {
    signal.throwIfAborted();
    const numbered = batch.map((seed) => ({ number: seed.seed_index + 1, metadata: seed.metadata }));
    const problems = checkSeeds(pipeline, numbered);
    if (problems.length > 0) {
      throw new ValidationError(problems.map(({ message }) => message).join('\n'), {
        code: 'bad_seeds',
        detail: { problems },
      });
    }
    await store.importSeeds(job.id, batch);
  }
}
