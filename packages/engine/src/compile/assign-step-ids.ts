import {
  ValidationError,
  type PipelineDefinition,
  type SavedDefinition,
} from '@datagenflow/contracts';

/**
 * Gives each step without an id the id `<type>-<n>` with the smallest free n, so that ids survive
 * reordering.
 * @throws ValidationError `duplicate_step_id`, `reserved_step_id`
 */
export function assignStepIds(definition: PipelineDefinition): SavedDefinition {
  const taken = new Set<string>();
  for (const { id } of definition.blocks) {
    if (id === undefined) continue;
    if (id in Object.prototype) {
      throw new ValidationError(
        `A step can't have the id '${id}', a name of JavaScript's own. Give it another id, or leave the id out.`,
        { code: 'reserved_step_id', detail: { step_id: id } },
      );
    }
    if (taken.has(id)) {
      throw new ValidationError(
        `Two steps have the id '${id}'. Give each step its own id, or leave the ids out.`,
        { code: 'duplicate_step_id', detail: { step_id: id } },
      );
    }
    taken.add(id);
  }
  const blocks = definition.blocks.map((step) => {
    const id = step.id ?? freeId(step.type, taken);
    taken.add(id);
    return { ...step, id };
  });
  return { ...definition, schema_version: 1, blocks };
}

function freeId(type: string, taken: ReadonlySet<string>): string {
  const stem = type.replace(/^[.-]|[^A-Za-z0-9_.-]/g, '_').slice(0, 100);
  for (let n = 1; ; n += 1) {
    if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
  }
}
