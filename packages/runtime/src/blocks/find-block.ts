import { NotFoundError } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import type { Runtime } from '../runtime.js';

/** A block by its type. @throws NotFoundError `block_not_found` with the nearest types */
export function findBlock({ registry }: Pick<Runtime, 'registry'>, type: string): RegisteredBlock {
  const found = registry.get(type);
  if (found !== undefined) return found;
  const known = registry.types();
  const nearest = registry.nearest(type);
  const hint =
    nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are ${known.join(', ')}.`;
  throw new NotFoundError(`Block '${type}' not found. ${hint}`, {
    code: 'block_not_found',
    detail: { block_type: type, available_blocks: known, nearest },
  });
}
