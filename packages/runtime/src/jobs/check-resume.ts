import type { ResumeOptions } from '@datagenflow/contracts';
import type { ModelSource } from '@datagenflow/llm';
import type { Storage } from '@datagenflow/storage';
import { pinSource } from '../models/pin-prices.js';
import { compileToRun, type CompileParts } from '../pipelines/compile.js';
import { checkModels, noPrice } from './check-models.js';
import { checkTarget } from './read-job-options.js';

/** What it takes to check whether a job can go on. */
export interface ResumeParts extends CompileParts {
  storage: Storage;
  /** The configured models. */
  source: ModelSource;
}

/**
 * Makes sure that what a job is to go on with means something, and a limit of its cost can be kept.
 * @throws NotFoundError; ConfigError `target_missing`, `price_unknown`; ModelError `model_not_found`
 */
export async function checkResume(
  parts: ResumeParts,
  jobId: number,
  { constraints = {}, max_executions }: ResumeOptions,
): Promise<void> {
  const job = await parts.storage.jobs.getJob(jobId);
  if (max_executions !== undefined) checkTarget({ ...job.options, max_executions });
  if ((constraints.max_total_cost ?? -1) < 0) return;
  if (job.cost === null) throw noPrice([]);
  const models = pinSource(parts.source, job.model_snapshot);
  await checkModels(
    await compileToRun(parts, job.definition),
    job.options.model,
    constraints,
    models,
  );
}
