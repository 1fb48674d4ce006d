import { NotFoundError } from '@datagenflow/contracts';
import type { RegisteredTemplate } from '@datagenflow/registry';
import { nearestNames } from '@datagenflow/schemas';
import type { Runtime } from '../runtime.js';

/** A template by its id. @throws NotFoundError `template_not_found` with the nearest ids */
export function findTemplate(
  { templates }: Pick<Runtime, 'templates'>,
  id: string,
): RegisteredTemplate {
  const found = templates.get(id);
  if (found !== undefined) return found;
  const known = templates.list().map((template) => template.id);
  const nearest = nearestNames(id, known);
  const hint =
    nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are ${known.join(', ')}.`;
  throw new NotFoundError(`Template '${id}' not found. ${hint}`, {
    code: 'template_not_found',
    detail: { template_id: id, nearest, available_templates: known },
  });
}
