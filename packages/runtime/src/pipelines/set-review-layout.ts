import { ConfigError, type ReviewLayout } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/**
 * Arranges the review of a pipeline’s records. When the indexed fields change, the runner fills
 * their columns in the background.
 * @throws NotFoundError; ConfigError `schema_violation` when a field stands in two lists
 */
export async function setReviewLayout(
  { storage, runner }: Pick<Runtime, 'storage' | 'runner'>,
  id: number,
  layout: ReviewLayout,
): Promise<ReviewLayout> {
  checkLists(layout);
  const { validation_config: before } = await storage.pipelines.get(id);
  const { validation_config } = await storage.pipelines.setReviewLayout(id, layout);
  if (indexedOf(before) !== indexedOf(layout)) runner.refillIndexedFields();
  return validation_config;
}

function indexedOf({ indexed_fields = [] }: ReviewLayout): string {
  return JSON.stringify(indexed_fields);
}

function checkLists({ field_order }: ReviewLayout): void {
  const places = new Map<string, string>();
  for (const [list, fields] of Object.entries(field_order)) {
    for (const field of fields) {
      const other = places.get(field);
      if (other !== undefined) throw inTwoLists(field, other, list);
      places.set(field, list);
    }
  }
}

function inTwoLists(field: string, first: string, second: string): ConfigError {
  const message = `stands in ${first} and in ${second}`;
  return new ConfigError(`The field '${field}' ${message}. Keep it in one of them.`, {
    code: 'schema_violation',
    detail: { issues: [{ path: `/field_order/${second}`, message: `'${field}' ${message}` }] },
  });
}
