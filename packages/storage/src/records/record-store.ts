import type { DataRecord, JsonObject, RecordChange } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import { fromJson } from '../codecs/json.js';
import { recordOf } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { RecordTable } from '../database/schema.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { loadTrace } from '../executions/load-trace.js';
import { deleteJobs, type Removed } from '../jobs/delete-jobs.js';
import { hiddenJobs } from '../jobs/hidden-jobs.js';
import type { Page } from '../paging/page.js';
import { bulkChange, type BulkChange, type BulkResult } from './bulk-change.js';
import { exportPages, type ExportRow } from './export-pages.js';
import type { RecordRequest } from './find-records.js';
import { RecordFinder } from './record-finder.js';
import type { ColumnFilter } from './record-filter.js';
import { refillIndexedFields } from './refill-indexed-fields.js';
import { undoAction, type UndoResult } from './undo-action.js';
import { noRecord, updateRecord, type RecordUpdate } from './update-record.js';

/** Part of a list of records. */
export interface RecordPage extends Page<DataRecord> {
  /** Whether `total` is exact; otherwise there are at least so many. */
  is_exact: boolean;
  /** The search took too long: go on at `next_cursor`. */
  is_partial: boolean;
}

/** Records: what review and export work with. Deleted ones are never shown. */
export class RecordStore implements AsyncDisposable {
  readonly #database: Database;
  readonly #finder: RecordFinder;

  /** @param searchMs longest search by what no column holds */
  constructor(database: Database, searchMs = 2_000) {
    this.#database = database;
    this.#finder = new RecordFinder(database, searchMs);
  }

  /**
   * Records without traces, newest first or as asked for. What no column holds is searched for at
   * most two seconds.
   * @throws ConfigError `filter_invalid`; ValidationError `limit_invalid`, `cursor_invalid`
   */
  async list(request: RecordRequest = {}): Promise<RecordPage> {
    const found = await this.#finder.find(request);
    return {
      items: await this.#load(found.ids),
      total: found.total,
      next_cursor: found.next_cursor,
      is_exact: found.isExact,
      is_partial: found.isPartial,
    };
  }

  /** One record; with `trace`, how it was made, calls as they were sent. @throws NotFoundError */
  async get(id: number, include: { trace?: boolean } = {}): Promise<DataRecord> {
    const [record] = await this.#load([id]);
    if (record === undefined) throw noRecord(id);
    return include.trace === true ? this.withTrace(record) : record;
  }

  /** The record with how it was made. */
  async withTrace(record: DataRecord): Promise<DataRecord> {
    const { kind, reader } = this.#database;
    const place = { ...record, id: record.execution_id };
    return { ...record, trace: await loadTrace(kind, reader, place) };
  }

  /**
   * All records that a filter finds, newest first, page by page, each read in its own short
   * transaction: an export of any size holds nothing open.
   */
  exportPages(filter: ColumnFilter = {}): AsyncGenerator<ExportRow[], void, void> {
    return exportPages(this.#database, filter);
  }

  /** Decides on a record or edits it; what was generated stays. @throws NotFoundError */
  async update(id: number, update: RecordUpdate, actor: string): Promise<DataRecord> {
    await this.#database.transact((trx) => updateRecord(this.#database, trx, id, update, actor));
    return this.get(id);
  }

  /** Whether there is such a record, deleted ones that can be brought back included. */
  async exists(id: number): Promise<boolean> {
    const { reader } = this.#database;
    const row = await reader
      .selectFrom('records')
      .select('id')
      .where('id', '=', id)
      .where('job_id', 'not in', hiddenJobs(reader))
      .executeTakeFirst();
    return row !== undefined;
  }

  /** What was done to a record, newest first; a deleted one too. */
  async history(id: number): Promise<RecordChange[]> {
    const { reader } = this.#database;
    const rows = await reader
      .selectFrom('record_history')
      .innerJoin('records', 'records.id', 'record_history.record_id')
      .selectAll('record_history')
      .where('record_id', '=', id)
      .where('records.job_id', 'not in', hiddenJobs(reader))
      .orderBy('record_history.id', 'desc')
      .execute();
    return rows.map((row) => ({
      ...row,
      kind: row.kind as RecordChange['kind'],
      before: fromJson<JsonObject>(row.before),
      after: fromJson<JsonObject>(row.after),
    }));
  }

  /** Decides on many records or hides them, as one action that can be undone. */
  async change(change: BulkChange, actor: string): Promise<BulkResult> {
    return bulkChange(this.#database, this.#finder, change, actor);
  }

  /**
   * Takes an action back wherever the record has not changed since.
   * @throws NotFoundError; ConflictError `action_undone`, `action_expired`
   */
  async undo(actionId: number, actor: string): Promise<UndoResult> {
    return undoAction(this.#database, actionId, actor);
  }

  /**
   * Removes the records of a job for good, and the job with them.
   * @throws ConflictError `job_active`
   */
  async deleteByJob(jobId: number): Promise<Removed> {
    return this.#database.transact((trx) => deleteJobs(this.#database, trx, [jobId]));
  }

  /** Fills indexed columns after a pipeline’s indexed fields changed; returns how many records. */
  async refillIndexedFields(pipelineId: number, signal?: AbortSignal): Promise<number> {
    return refillIndexedFields(this.#database, pipelineId, signal);
  }

  /** Ends the thread that searches. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finder[Symbol.asyncDispose]();
  }

  /** Records in the order of their ids; those that are gone are left out. */
  async #load(ids: readonly number[]): Promise<DataRecord[]> {
    const { kind, reader } = this.#database;
    const rows = await reader
      .selectFrom('records')
      .selectAll()
      .where('id', 'in', idList(kind, ids))
      .where('deleted_at', 'is', null)
      .where('job_id', 'not in', hiddenJobs(reader))
      .execute();
    const records = await this.#recordsOf(rows);
    const byId = new Map(records.map((record) => [record.id, record]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async #recordsOf(rows: readonly Selectable<RecordTable>[]): Promise<DataRecord[]> {
    const { kind, reader } = this.#database;
    const ids = rows.map((row) => row.execution_id);
    const metadata = await loadSeedMetadata(kind, reader, ids);
    return rows.map((row) => recordOf(row, metadata.get(row)));
  }
}
