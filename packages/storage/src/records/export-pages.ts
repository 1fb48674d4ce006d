import { setImmediate } from 'node:timers/promises';
import type { RecordStatus } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import { fromJson, fromJsonOrNull, toJson } from '../codecs/json.js';
import { applyEdits } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import type { RecordTable } from '../database/schema.js';
import { hasHiddenJobs } from '../jobs/hidden-jobs.js';
import { matchingRecords, type ColumnFilter } from './record-filter.js';

/** A record as it is exported, its JSON as text: most of it goes out as it is stored. */
export interface ExportRow {
  id: number;
  status: RecordStatus;
  /** JSON object */
  metadata: string;
  /** JSON object: every field that a block wrote, edits applied. */
  accumulated_state: string;
  created_at: string;
  updated_at: string;
}

const FIRST_ROWS = 50;
const MOST_ROWS = 3_000;
/** What a page is meant to hold, so that records of any length take the same memory. */
const PAGE_CHARACTERS = 2_000_000;

/** Records, newest first, in pages that each are read in a short transaction of their own. */
export async function* exportPages(
  database: Database,
  filter: ColumnFilter,
): AsyncGenerator<ExportRow[], void, void> {
  let before = Number.MAX_SAFE_INTEGER;
  for (let size = FIRST_ROWS; ;) {
    const { reader } = database;
    const rows = await matchingRecords(reader, filter, await hasHiddenJobs(reader))
      .select(EXPORTED)
      .select((eb) =>
        eb
          .selectFrom('seeds')
          .whereRef('seeds.job_id', '=', 'records.job_id')
          .whereRef('seeds.seed_index', '=', 'records.seed_index')
          .select('seeds.metadata')
          .as('seed_metadata'),
      )
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(size)
      .execute();
    const page = rows.map(exportRow);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    await setImmediate();
    before = page.at(-1)?.id ?? 0;
    size = nextSize(page);
  }
}

const EXPORTED = [
  'id',
  'status',
  'fields',
  'edits',
  'metadata_edit',
  'created_at',
  'updated_at',
] as const satisfies (keyof RecordTable)[];

type Row = Pick<Selectable<RecordTable>, (typeof EXPORTED)[number]> & {
  seed_metadata: string | null;
};

function exportRow(row: Row): ExportRow {
  return {
    id: row.id,
    status: row.status as RecordStatus,
    metadata: row.metadata_edit ?? row.seed_metadata ?? '{}',
    accumulated_state:
      row.edits === null
        ? row.fields
        : toJson(applyEdits(fromJson(row.fields), fromJsonOrNull(row.edits))),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function nextSize(page: readonly ExportRow[]): number {
  const characters = page.reduce(
    (sum, row) => sum + row.metadata.length + row.accumulated_state.length,
    1,
  );
  const fitting = Math.floor((page.length * PAGE_CHARACTERS) / characters);
  return Math.max(1, Math.min(MOST_ROWS, fitting, page.length * 4));
}
