import { NotFoundError, type PipelineDefinition } from '@datagenflow/contracts';

/** The error of a step that a pipeline does not have: `step_not_found` with the ids there are. */
export function stepNotFound({ name, blocks }: PipelineDefinition, stepId: string): NotFoundError {
  const ids = blocks.map(({ id }) => id);
  return new NotFoundError(
    `Pipeline '${name}' has no step '${stepId}'. There are ${ids.join(', ')}.`,
    { code: 'step_not_found', detail: { step_id: stepId, step_ids: ids } },
  );
}
