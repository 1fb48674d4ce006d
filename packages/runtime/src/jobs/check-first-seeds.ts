import { SeedIntake, type CompiledPipeline } from '@datagenflow/engine';
import type { JobOptions } from '@datagenflow/contracts';
import { refusal } from '../pipelines/compile.js';
import { readSeedFile, type SeedFile } from './read-seeds.js';

const FIRST = 100;

/**
 * Looks at the first 100 seeds of a file, so that most mistakes are answered at once.
 * @throws ValidationError for what is wrong with them, `pipeline_invalid` when they lack fields,
 * `no_executions` when the file ends with them and nothing would run
 */
export async function checkFirstSeeds(
  file: SeedFile & { options: JobOptions },
  pipeline: CompiledPipeline,
): Promise<void> {
  const intake = new SeedIntake({ strict: file.options.strict, pipeline });
  for await (const batch of readSeedFile({ ...file, batchSize: FIRST })) {
    intake.add(batch);
    if (batch.isLast || intake.count >= FIRST) {
      intake.refuseBad();
      if (intake.missing.length > 0) throw refusal(intake.missing);
      if (batch.isLast) intake.conclude();
      return;
    }
  }
}
