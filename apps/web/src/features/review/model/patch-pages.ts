import type { BulkAction, DataRecord, Id, RecordStatus } from '@datagenflow/contracts';

/** Pages of records as they are cached. */
export interface Pages {
  pages: { items: DataRecord[] }[];
}

/** What each action makes of a record’s status; a deleted one is gone. */
export const statusAfter: Record<BulkAction, RecordStatus | null> = {
  accept: 'accepted',
  reject: 'rejected',
  reset: 'pending',
  delete: null,
};

/** Shows decisions in cached pages: those of `statuses` change, null takes one out. */
export function patchPages<T extends Pages>(
  data: T,
  statuses: ReadonlyMap<Id, RecordStatus | null>,
): T {
  const pages = data.pages.map((page) => {
    if (!page.items.some(({ id }) => statuses.has(id))) return page;
    const items = page.items.flatMap((record) => {
      const status = statuses.get(record.id);
      if (status === undefined) return [record];
      return status === null ? [] : [{ ...record, status }];
    });
    return { ...page, items };
  });
  return { ...data, pages };
}

/** The statuses that records have now. */
export function readStatuses(
  records: readonly DataRecord[],
  ids: ReadonlySet<Id>,
): Map<Id, RecordStatus> {
  return new Map(records.filter(({ id }) => ids.has(id)).map(({ id, status }) => [id, status]));
}

/** What totals by status become when records change from one status to another. */
export function shiftTotals(
  totals: Readonly<Record<RecordStatus, number>>,
  before: Iterable<RecordStatus>,
  after: RecordStatus | null,
): Record<RecordStatus, number> {
  const shifted = { ...totals };
  for (const status of before) {
    shifted[status] -= 1;
    if (after !== null) shifted[after] += 1;
  }
  return shifted;
}
