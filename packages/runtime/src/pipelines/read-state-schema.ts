import type { Runtime } from '../runtime.js';
import { compile } from './compile.js';
import { stepNotFound } from './step-not-found.js';

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
  const before = fields.before[definition.blocks.findIndex(({ id: own }) => own === stepId)];
  if (before === undefined) throw stepNotFound(definition, stepId);
  return { fields: [...before] };
}
