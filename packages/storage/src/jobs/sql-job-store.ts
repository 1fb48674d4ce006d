import {
  NotFoundError,
  type CallKey,
  type ClaimedExecution,
  type FailedRetry,
  type IndexedSeed,
  type Job,
  type JobPatch,
  type JobStatus,
  type JobStore,
  type JobWrite,
  type Json,
  type NewJob,
  type StoredCall,
  type StoredJob,
} from '@datagenflow/contracts';
import type { SelectQueryBuilder } from 'kysely';
import { jobOf, newJobRow, storedJobOf } from '../codecs/job-codec.js';
import { fromJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { cutPage, idOfCursor, limitOf, type Page, type PageRequest } from '../paging/page.js';
import { claimExecutions } from './claim-executions.js';
import { commitWrites } from './commit-writes.js';
import { deleteJobs, type Removed } from './delete-jobs.js';
import { importSeeds } from './import-seeds.js';
import { moveJob, updateJob } from './move-job.js';
import { readSeeds } from './read-seeds.js';
import { retryFailed } from './retry-failed.js';
import { reuseCall } from './reuse-call.js';

/** Which jobs a list shows. */
export interface JobFilter {
  pipeline_id?: number;
  status?: JobStatus;
}

/** Jobs in a database: what the engine needs of them, and what users see. */
export class SqlJobStore implements JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Jobs, newest first. */
  async list(request: JobFilter & PageRequest = {}): Promise<Page<Job>> {
    const { reader } = this.#database;
    const limit = limitOf(request);
    const matching = this.#matching(request);
    const { total } = await matching
      .select(reader.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    let query = matching
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (request.cursor !== undefined) query = query.where('id', '<', idOfCursor(request.cursor));
    if (request.offset !== undefined) query = query.offset(request.offset);
    const { rows, next_cursor } = cutPage(await query.execute(), limit);
    return { items: rows.map(jobOf), total, next_cursor };
  }

  /** The running job that started last, or null. */
  async active(): Promise<Job | null> {
    const row = await this.#database.reader
      .selectFrom('jobs')
      .selectAll()
      .where('status', '=', 'running')
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : jobOf(row);
  }

  /**
   * Deletes a job with everything but its calls.
   * @throws NotFoundError
   * @throws ConflictError `job_active` while it is pending, running or paused
   */
  async deleteJob(id: number): Promise<Removed> {
    return this.#database.transact(async (trx) => {
      const removed = await deleteJobs(this.#database, trx, [id]);
      if (removed.jobs === 0) throw noJob(id);
      return removed;
    });
  }

  async createJob(job: NewJob): Promise<StoredJob> {
    const now = this.#database.clock.date().toISOString();
    return this.#database.transact(async (trx) =>
      storedJobOf(
        await trx
          .insertInto('jobs')
          .values(newJobRow(job, now))
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    );
  }

  async getJob(id: number): Promise<StoredJob> {
    const row = await this.#database.reader
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw noJob(id);
    return storedJobOf(row);
  }

  async listJobs(statuses: readonly JobStatus[]): Promise<StoredJob[]> {
    if (statuses.length === 0) return [];
    const rows = await this.#database.reader
      .selectFrom('jobs')
      .selectAll()
      .where('status', 'in', statuses)
      .orderBy('id')
      .execute();
    return rows.map(storedJobOf);
  }

  async moveJob(
    id: number,
    from: readonly JobStatus[],
    to: JobStatus,
    patch: JobPatch = {},
  ): Promise<boolean> {
    return from.length > 0 && moveJob(this.#database, id, from, to, patch);
  }

  async retryFailed(
    id: number,
    from: readonly JobStatus[],
    retry: FailedRetry,
  ): Promise<number | undefined> {
    return retryFailed(this.#database, id, from, retry);
  }

  /** @throws NotFoundError */
  async updateJob(id: number, patch: JobPatch): Promise<void> {
    if (!(await updateJob(this.#database, id, patch))) throw noJob(id);
  }

  async importSeeds(jobId: number, seeds: readonly IndexedSeed[]): Promise<void> {
    await importSeeds(this.#database, jobId, seeds);
  }

  async claimExecutions(jobId: number, owner: string, limit: number): Promise<ClaimedExecution[]> {
    return limit < 1 ? [] : claimExecutions(this.#database, jobId, owner, limit);
  }

  async releaseExecutions(owner: string, executionIds: readonly number[]): Promise<void> {
    const { kind, transact } = this.#database;
    await transact((trx) =>
      trx
        .updateTable('executions')
        .set(PENDING)
        .where('id', 'in', idList(kind, executionIds))
        .where('status', '=', 'running')
        .where('owner', '=', owner)
        .execute(),
    );
  }

  async releaseAbandoned(owner: string): Promise<number> {
    const released = await this.#database.transact((trx) =>
      trx
        .updateTable('executions')
        .set(PENDING)
        .where('status', '=', 'running')
        .where('owner', '!=', owner)
        .executeTakeFirst(),
    );
    return Number(released.numUpdatedRows);
  }

  async commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }> {
    return commitWrites(this.#database, owner, writes);
  }

  async readMemo(jobId: number, key: string): Promise<Json | undefined> {
    const row = await this.#database.reader
      .selectFrom('memos')
      .select('value')
      .where('job_id', '=', jobId)
      .where('key', '=', plainText(key))
      .executeTakeFirst();
    return row === undefined ? undefined : fromJson<Json>(row.value);
  }

  async reuseCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    return reuseCall(this.#database, jobId, key);
  }

  readSeeds(jobId: number): AsyncIterable<IndexedSeed[]> {
    return readSeeds(this.#database, jobId);
  }

  async countExecutions(jobId: number): Promise<Record<string, number>> {
    const rows = await this.#database.reader
      .selectFrom('executions')
      .where('job_id', '=', jobId)
      .groupBy('status')
      .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
      .execute();
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  async failureReasons(
    jobId: number,
    limit: number,
  ): Promise<{ message: string; count: number }[]> {
    const rows = await this.#database.reader
      .selectFrom('executions')
      .where('job_id', '=', jobId)
      .where('status', '=', 'failed')
      .groupBy('reason_message')
      .select((eb) => ['reason_message', eb.fn.countAll<number>().as('count')])
      .orderBy('count', 'desc')
      .orderBy((eb) => eb.fn.min('id'))
      .limit(limit)
      .execute();
    return rows.map(({ reason_message, count }) => ({ message: reason_message ?? '', count }));
  }

  #matching({ pipeline_id, status }: JobFilter): SelectQueryBuilder<Schema, 'jobs', object> {
    let query = this.#database.reader.selectFrom('jobs');
    if (pipeline_id !== undefined) query = query.where('pipeline_id', '=', pipeline_id);
    if (status !== undefined) query = query.where('status', '=', status);
    return query;
  }
}

const PENDING = { status: 'pending', owner: null, started_at: null };

function noJob(id: number): NotFoundError {
  return new NotFoundError(`There is no job ${id}.`);
}
