import { NotFoundError } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { compile } from './compile.js';

/**
 * The fields that the steps of a pipeline write, sorted; with a step, those that are written before
 * it. `*` stands for any. Steps that can’t run count for nothing.
 * @throws NotFoundError `step_not_found` with the ids there are
 */
export async function readStateSchema(
  runtime: Runtime,
  id: number,
  stepId?: string,
): Promise<{ fields: string[] }> {
  const { definition } = await runtime.storage.pipelines.get(id);
  const { fields } = await compile(runtime, definition);
  if (stepId === undefined) return { fields: [...fields.after] };
  const ids = definition.blocks.map((step) => step.id);
  const before = fields.before[ids.indexOf(stepId)];
  if (before !== undefined) return { fields: [...before] };
  throw new NotFoundError(`Pipeline ${id} has no step '${stepId}'. There are ${ids.join(', ')}.`, {
    code: 'step_not_found',
    detail: { step_id: stepId, step_ids: ids },
  });
}
