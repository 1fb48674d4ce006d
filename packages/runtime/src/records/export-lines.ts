import type { ColumnFilter, ExportRow } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/** Which records to export; absent: all. */
export type ExportFilters = ColumnFilter;

/**
 * Records as JSONL, newest first: one string of many lines per page. Each page is read in a
 * transaction of its own, so that a slow reader holds nothing up.
 */
export async function* exportLines(
  { storage }: Pick<Runtime, 'storage'>,
  filters: ExportFilters,
): AsyncGenerator<string> {
  for await (const page of storage.records.exportPages(filters)) {
    yield page.map((row) => `${toJsonLine(row)}\n`).join('');
  }
}

/** A record as the export shows it, on one line; its JSON goes out as it is stored. */
export function toJsonLine(row: ExportRow): string {
  return (
    `{"id":${row.id},"metadata":${row.metadata},"status":"${row.status}",` +
    `"accumulated_state":${row.accumulated_state},` +
    `"created_at":"${row.created_at}","updated_at":"${row.updated_at}"}`
  );
}
