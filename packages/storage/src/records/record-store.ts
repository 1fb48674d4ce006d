import type { DataRecord, JsonObject, RecordChange } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import { fromJson } from '../codecs/json.js';
import { recordOf } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import type { RecordTable } from '../database/schema.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { loadTrace } from '../executions/load-trace.js';
import { deleteJobs, type Removed } from '../jobs/delete-jobs.js';
import { cutPage, idOfCursor, limitOf, type Page, type PageRequest } from '../paging/page.js';
import { deleteRecords } from './delete-records.js';
import { matchingRecords, type RecordFilter } from './record-filter.js';
import { refillIndexedFields } from './refill-indexed-fields.js';
import { noRecord, updateRecord, type RecordUpdate } from './update-record.js';

/** Records: what review and export work with. Deleted ones are never shown. */
export class RecordStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Records without traces, newest first. */
  async list(request: RecordFilter & PageRequest = {}): Promise<Page<DataRecord>> {
    const { reader } = this.#database;
    const limit = limitOf(request);
    const matching = matchingRecords(reader, request);
    const { total } = await matching
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    let query = matching
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (request.cursor !== undefined) query = query.where('id', '<', idOfCursor(request.cursor));
    if (request.offset !== undefined) query = query.offset(request.offset);
    const { rows, next_cursor } = cutPage(await query.execute(), limit);
    return { items: await this.#recordsOf(rows), total, next_cursor };
  }

  /** One record; with `trace`, how it was made, calls as they were sent. @throws NotFoundError */
  async get(id: number, include: { trace?: boolean } = {}): Promise<DataRecord> {
    const { kind, reader } = this.#database;
    const row = await matchingRecords(reader, {})
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    const [record] = row === undefined ? [] : await this.#recordsOf([row]);
    if (record === undefined) throw noRecord(id);
    if (include.trace !== true) return record;
    const place = { ...record, id: record.execution_id };
    return { ...record, trace: await loadTrace(kind, reader, place) };
  }

  /**
   * All records that a filter finds, newest first, page by page, each read in its own short
   * transaction: an export of any size holds nothing open.
   */
  async *pages(filter: RecordFilter = {}, size = 500): AsyncGenerator<DataRecord[], void, void> {
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = await matchingRecords(this.#database.reader, filter)
        .selectAll()
        .where('id', '<', before)
        .orderBy('id', 'desc')
        .limit(size)
        .execute();
      if (rows.length > 0) yield await this.#recordsOf(rows);
      if (rows.length < size) return;
      before = rows.at(-1)?.id ?? 0;
    }
  }

  /** Decides on a record or edits it; what was generated stays. @throws NotFoundError */
  async update(id: number, update: RecordUpdate, actor: string): Promise<DataRecord> {
    await this.#database.transact((trx) => updateRecord(this.#database, trx, id, update, actor));
    return this.get(id);
  }

  /** What was done to a record, newest first. */
  async history(id: number): Promise<RecordChange[]> {
    const rows = await this.#database.reader
      .selectFrom('record_history')
      .selectAll()
      .where('record_id', '=', id)
      .orderBy('id', 'desc')
      .execute();
    return rows.map((row) => ({
      ...row,
      kind: row.kind as RecordChange['kind'],
      before: fromJson<JsonObject>(row.before),
      after: fromJson<JsonObject>(row.after),
    }));
  }

  /** Hides single records; returns how many. */
  async delete(ids: readonly number[], actor: string): Promise<number> {
    return this.#database.transact((trx) => deleteRecords(this.#database, trx, ids, actor));
  }

  /** Hides all records of all jobs; returns how many. */
  async deleteAll(actor: string): Promise<number> {
    return this.#database.transact((trx) => deleteRecords(this.#database, trx, null, actor));
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

  async #recordsOf(rows: readonly Selectable<RecordTable>[]): Promise<DataRecord[]> {
    const { kind, reader } = this.#database;
    const ids = rows.map((row) => row.execution_id);
    const metadata = await loadSeedMetadata(kind, reader, ids);
    return rows.map((row) => recordOf(row, metadata.get(row)));
  }
}
