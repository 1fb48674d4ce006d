import type { Job, Pipeline } from '@datagenflow/contracts';

/** A job is called like its pipeline; a pipeline that is gone leaves its number. */
export function nameJob(
  job: Pick<Job, 'pipeline_id'>,
  pipelines: readonly Pick<Pipeline, 'id' | 'name'>[],
): string {
  const pipeline = pipelines.find(({ id }) => id === job.pipeline_id);
  return pipeline?.name ?? `Pipeline #${job.pipeline_id}`;
}
