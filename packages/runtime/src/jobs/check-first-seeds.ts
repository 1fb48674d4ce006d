import {
  pipelineInvalid,
  SeedIntake,
  type CompiledPipeline,
  type SeedBatch,
} from '@datagenflow/engine';
import type { JobOptions } from '@datagenflow/contracts';

/** So many seeds are looked at before a job is made: as many as a batch of them should have. */
export const FIRST_SEEDS = 100;

/**
 * Looks at the first seeds of a job, so that most mistakes are answered at once.
 * @param batches of a file, where the last one says so, or of what is stored
 * @throws ValidationError for what is wrong with them, `pipeline_invalid` when they lack fields,
 * `no_executions` when there are no more and nothing would run
 */
export async function checkFirstSeeds(
  batches: AsyncIterable<SeedBatch & { isLast?: boolean }>,
  { strict }: JobOptions,
  pipeline: CompiledPipeline,
): Promise<void> {
  const intake = new SeedIntake({ strict, pipeline });
  let hasMore = false;
  for await (const batch of batches) {
    intake.add(batch);
    hasMore = intake.count >= FIRST_SEEDS && batch.isLast !== true;
    if (hasMore) break;
  }
  intake.refuseBad();
  if (intake.missing.length > 0) throw pipelineInvalid(intake.missing);
  if (!hasMore) intake.conclude();
}
