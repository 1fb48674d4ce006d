import { ConfigError, type BulkChange, type BulkDone } from '@datagenflow/contracts';
import type { BulkScope } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/**
 * Decides on many records or deletes them, as one action that can be undone.
 * @throws ConfigError `scope_unclear`, `filter_invalid` (422)
 */
export async function changeRecords(
  { storage }: Pick<Runtime, 'storage'>,
  { action, ids, filter }: BulkChange,
  actor: string,
): Promise<BulkDone> {
  return storage.records.change({ action, scope: scopeOf(ids, filter) }, actor);
}

function scopeOf(ids: BulkChange['ids'], filter: BulkChange['filter']): BulkScope {
  if (ids !== undefined && filter === undefined) return { ids };
  if (filter !== undefined && ids === undefined) return { filter };
  throw new ConfigError('Name the records by ids or by filter, one of them.', {
    code: 'scope_unclear',
  });
}
