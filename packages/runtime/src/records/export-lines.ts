import type { DataRecord, ExportedRecord } from '@datagenflow/contracts';
import type { RecordFilter } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/** Which records to export; absent: all. */
export type ExportFilters = RecordFilter;

/**
 * Records as JSONL, newest first: one string of many lines per page. Each page is read in a
 * transaction of its own, so that a slow reader holds nothing up.
 */
export async function* exportLines(
  { storage }: Runtime,
  filters: ExportFilters,
): AsyncGenerator<string> {
  for await (const page of storage.records.pages(filters)) {
    yield page.map((record) => `${JSON.stringify(toLine(record))}\n`).join('');
  }
}

function toLine(record: DataRecord): ExportedRecord {
  const { id, metadata, status, accumulated_state, created_at, updated_at } = record;
  return { id, metadata, status, accumulated_state, created_at, updated_at };
}
