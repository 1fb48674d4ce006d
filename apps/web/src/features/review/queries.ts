import type { Id } from '@datagenflow/contracts';
import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../api/keys.js';
import { readRecord } from '../../api/records.js';

/** One record with its trace. */
export function recordQuery(id: Id) {
  return queryOptions({
    queryKey: keys.record(id),
    queryFn: ({ signal }) => readRecord(id, signal),
  });
}
