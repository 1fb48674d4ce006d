import type {
  CallKey,
  FinishingStore,
  PatchReport,
  RecordPlace,
  RecordRange,
  StoredCall,
  StoredPatch,
  StoredRecord,
  SurplusReport,
} from '@datagenflow/contracts';
import { storedCallOf } from '../codecs/call-codec.js';
import type { Database } from '../database/database.js';
import { dropSurplus } from './drop-surplus.js';
import { patchRecords, type PatchingStep } from './patch-records.js';
import { readRecords } from './read-records.js';
import { countOpen, countRecords, findPlace } from './record-places.js';
import { repeatSeeds } from './repeat-seeds.js';

/** What the end of a job needs, in a database. */
export class SqlFinishingStore implements FinishingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  readRecords(jobId: number, range: RecordRange): AsyncIterable<StoredRecord[]> {
    return readRecords(this.#database, jobId, range);
  }

  async patchRecords(
    jobId: number,
    step: PatchingStep,
    patches: readonly StoredPatch[],
  ): Promise<PatchReport> {
    return patchRecords(this.#database, jobId, step, patches);
  }

  async findCall(jobId: number, key: CallKey): Promise<StoredCall | undefined> {
    const row = await this.#database.reader
      .selectFrom('calls')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('is_job_wide', '=', 1)
      .where('step_id', '=', key.step_id)
      .where('attempt', '=', key.attempt)
      .where('request_hash', '=', key.request_hash)
      .where('n', '=', key.n)
      .executeTakeFirst();
    return row === undefined ? undefined : storedCallOf(row);
  }

  async findPlace(
    jobId: number,
    n: number,
    steps: readonly string[],
  ): Promise<RecordPlace | undefined> {
    return findPlace(this.#database, jobId, n, steps);
  }

  async countRecords(jobId: number, steps: readonly string[]): Promise<number> {
    return countRecords(this.#database, jobId, steps);
  }

  async countOpen(jobId: number, upTo?: RecordPlace): Promise<number> {
    return countOpen(this.#database, jobId, upTo);
  }

  async repeatSeeds(jobId: number, atLeast: number): Promise<number> {
    return repeatSeeds(this.#database, jobId, atLeast);
  }

  async dropSurplus(
    jobId: number,
    behind: RecordPlace,
    signal?: AbortSignal,
  ): Promise<SurplusReport> {
    return dropSurplus(this.#database, jobId, behind, signal);
  }
}
