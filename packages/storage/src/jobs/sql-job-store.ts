import { setImmediate } from 'node:timers/promises';
import {
  NotFoundError,
  type CallKey,
  type ClaimedExecution,
  type FailedRetry,
  type ImportOptions,
  type IndexedSeed,
  type Job,
  type JobPatch,
  type JobStatus,
  type JobStore,
  type JobWrite,
  type Json,
  type JsonObject,
  type NewJob,
  type RecordPlace,
  type StoredCall,
  type StoredJob,
} from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import { newJobRow, storedJobOf } from '../codecs/job-codec.js';
import { fromJson } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import type { Database } from '../database/database.js';
import { idList } from '../database/id-list.js';
import { transactTogether } from '../database/transact-together.js';
import { unsynced } from '../database/unsynced.js';
import type { Page, PageRequest } from '../paging/page.js';
import { checkOpenJobs, lockOpenJobs } from './check-open-jobs.js';
import { claimExecutions } from './claim-executions.js';
import { countExecutions, failureReasons } from './count-executions.js';
import { checkPipeline } from './check-pipeline.js';
import { PENDING, releaseAbandoned } from './release-abandoned.js';
import { deleteJobs, type Removed } from './delete-jobs.js';
import { findActiveJob, findJobs, type JobFilter } from './find-jobs.js';
import { HIDDEN_STATUS } from './hidden-jobs.js';
import { JobWriter } from './job-writer.js';
import { beginJob, moveJob, updateJob } from './move-job.js';
import { readSeeds } from './read-seeds.js';
import { retryFailed } from './retry-failed.js';
import { SqlFinishingStore } from './sql-finishing-store.js';
import { reuseCall } from './reuse-call.js';
import { reuseMemo } from './reuse-memo.js';
import { RunnerFence } from './runner-fence.js';
import { seedBatches } from './seed-batches.js';

/** Jobs in a database: what the engine needs of them, and what users see. */
export class SqlJobStore extends SqlFinishingStore implements JobStore, AsyncDisposable {
  readonly #fence: RunnerFence;
  readonly #database: Database;
  /** For changes that all jobs may make at once. */
  readonly #shared: Database;
  /** The same for what a runner notes for itself: the next would find it out again. */
  readonly #notes: Database;
  readonly #writer: JobWriter;

  constructor(database: Database) {
    const fence = new RunnerFence(database);
    super(fence.database);
    this.#fence = fence;
    this.#database = fence.database;
    this.#shared = transactTogether(fence.database);
    this.#notes = transactTogether(unsynced(fence.database));
    // A commit has an owner for each outcome, and calls are paid for, whoever made them.
    this.#writer = new JobWriter(database);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]();
  }

  /**
   * Changes jobs for a runner in another process from here on, and no longer than it is the runner:
   * then what changes one throws ConflictError `runner_superseded`. Undefined: for whoever is.
   */
  actFor(runner: () => string | undefined): void {
    this.#fence.standBehind(runner);
  }

  /** Jobs, newest first. */
  async list(request: JobFilter & PageRequest = {}): Promise<Page<Job>> {
    return findJobs(this.#database, request);
  }

  /** The running job that started last, or null. */
  async active(): Promise<Job | null> {
    return findActiveJob(this.#database);
  }

  /**
   * Deletes a job with everything but its calls: at once for all who look, its rows by
   * `removeDeleted`.
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

  /**
   * @param most how many may wait or run, this one included; absent: any number
   * @throws NotFoundError without the pipeline; TooManyJobsError
   */
  async createJob(job: NewJob, most?: number): Promise<StoredJob> {
    const { kind, clock, transact } = this.#database;
    const now = clock.date().toISOString();
    return transact(async (trx) => {
      await checkPipeline(kind, trx, job.pipeline_id);
      if (most !== undefined) {
        await lockOpenJobs(kind, trx);
        await checkOpenJobs(trx, most);
      }
      const row = await trx
        .insertInto('jobs')
        .values(newJobRow(job, now))
        .returningAll()
        .executeTakeFirstOrThrow();
      return storedJobOf(row);
    });
  }

  /** @throws TooManyJobsError when so many wait or run */
  async checkOpenJobs(most: number): Promise<void> {
    await checkOpenJobs(this.#database.reader, most);
  }

  /** Where jobs that have not stored all their seeds take them from. */
  async listUnreadSources(): Promise<JsonObject[]> {
    const rows = await this.#database.reader
      .selectFrom('jobs')
      .select('seed_source')
      .where('seeds_imported', '=', 0)
      .where('status', '!=', HIDDEN_STATUS)
      .execute();
    return rows.map(({ seed_source }) => fromJson<JsonObject>(seed_source));
  }

  async getJob(id: number): Promise<StoredJob> {
    const row = await this.#database.reader
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', id)
      .where('status', '!=', HIDDEN_STATUS)
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

  async beginJob(id: number): Promise<StoredJob> {
    const row = await beginJob(this.#notes, id);
    return row === undefined ? this.getJob(id) : storedJobOf(row);
  }

  async moveJob(
    id: number,
    from: readonly JobStatus[],
    to: JobStatus,
    patch: JobPatch = {},
    most?: number,
  ): Promise<boolean> {
    return from.length > 0 && moveJob(this.#shared, id, from, to, patch, most);
  }

  async retryFailed(
    id: number,
    from: readonly JobStatus[],
    retry: FailedRetry,
    most?: number,
  ): Promise<number | undefined> {
    return retryFailed(this.#database, id, from, retry, most);
  }

  /** @throws NotFoundError */
  async updateJob(id: number, patch: JobPatch): Promise<void> {
    if (!(await updateJob(this.#notes, id, patch))) throw noJob(id);
  }

  async importSeeds(
    jobId: number,
    seeds: readonly IndexedSeed[],
    options: ImportOptions = {},
  ): Promise<void> {
    const { owner: runner } = this.#fence;
    for (const batch of seedBatches(seeds, options)) {
      options.signal?.throwIfAborted();
      await this.#writer.write({ kind: 'import', jobId, batch, now: this.#now(), runner });
      await setImmediate();
    }
  }

  async claimExecutions(
    jobId: number,
    owner: string,
    limit: number,
    kills = 0,
    turns?: { upTo?: RecordPlace },
  ): Promise<ClaimedExecution[]> {
    if (limit < 1) return [];
    return claimExecutions(unsynced(this.#database), jobId, owner, { limit, kills, turns });
  }

  async listKills(jobId: number): Promise<number[]> {
    const rows = await this.#database.reader
      .selectFrom('executions')
      .select('kills')
      .distinct()
      .where('job_id', '=', jobId)
      .where(sql<boolean>`kills > 0`)
      .where('status', 'in', ['pending', 'running'])
      .orderBy('kills')
      .execute();
    return rows.map(({ kills }) => kills);
  }

  async releaseExecutions(owner: string, executionIds: readonly number[]): Promise<void> {
    const { kind, transact } = this.#notes;
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

  async releaseAbandoned(owner: string, isBlamed = false): Promise<number> {
    return this.#fence.takeOver(owner, (trx) => releaseAbandoned(trx, owner, isBlamed));
  }

  async commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }> {
    if (writes.length === 0) return { refused: [] };
    return this.#writer.write({ kind: 'commit', owner, writes, now: this.#now() });
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

  async reuseMemo(jobId: number, key: string): Promise<Json | undefined> {
    return reuseMemo(this.#database, jobId, plainText(key));
  }

  async reuseCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    return reuseCall(this.#database, jobId, key);
  }

  readSeeds(jobId: number, pageSize?: number): AsyncIterable<IndexedSeed[]> {
    return readSeeds(this.#database, jobId, pageSize);
  }

  countExecutions(jobId: number, upTo?: RecordPlace): Promise<Record<string, number>> {
    return countExecutions(this.#database, jobId, upTo);
  }

  failureReasons(jobId: number, limit: number): Promise<{ message: string; count: number }[]> {
    return failureReasons(this.#database, jobId, limit);
  }

  #now(): string {
    return this.#database.clock.date().toISOString();
  }
}

function noJob(id: number): NotFoundError {
  return new NotFoundError(`There is no job ${id}.`);
}
