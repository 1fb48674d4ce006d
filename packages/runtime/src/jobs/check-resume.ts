import type { ResumeOptions } from '@datagenflow/contracts';
import type { ModelSource } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';
import { pinSource } from '../models/pin-prices.js';
import { compileToRun, type CompileParts } from '../pipelines/compile.js';
import { checkModels, noPrice } from './check-models.js';

/** What it takes to check whether a job can go on. */
export interface ResumeParts extends CompileParts {
  storage: Storage;
  /** The configured models. */
  source: ModelSource;
}

/**
 * Makes sure that a limit of the cost with which a job is to go on can be kept.
 * @throws NotFoundError; ConfigError `price_unknown`; ModelError `model_not_found`
 */
export async function checkResume(
  parts: ResumeParts,
  jobId: number,
  { constraints = {} }: ResumeOptions,
): Promise<void> {
  if ((constraints.max_total_cost ?? -1) < 0) return;
  const job = await parts.storage.jobs.getJob(jobId);
  if (job.cost === null) throw noPrice([]);
  const models = pinSource(parts.source, job.model_snapshot);
  await checkModels(
    await compileToRun(parts, job.definition),
    job.options.model,
    constraints,
    models,
  );
}
