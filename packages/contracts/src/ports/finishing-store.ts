import type { JsonObject } from '../nouns/json.js';
import type { CallKey, StoredCall } from './job-store.js';

/** Where a record stands in its job when seeds take turns: by repetition, then seed, then branch. */
export interface RecordPlace {
  repetition: number;
  seed_index: number;
  branch: string;
}

/** A record as a job-wide step reads it: as it was before that step. */
export interface StoredRecord extends RecordPlace {
  record_id: number;
  /** The seed’s own values. */
  metadata: JsonObject;
  /** Every field that an earlier step wrote, as generated. */
  fields: JsonObject;
}

/** Which records a job-wide step reads. */
export interface RecordRange {
  /**
   * Ids of the step that reads and of those behind it. What they wrote in an earlier pass is left
   * out, what they dropped is there: a step that runs again reads what it read before.
   */
  steps: readonly string[];
  /** Up to and with this place; absent: all. */
  upTo?: RecordPlace;
}

/** What a job-wide step changes in one record: fields under the names its pipeline gives them. */
export interface StoredPatch {
  record_id: number;
  fields?: JsonObject;
  /** Reason to remove the record. */
  drop?: string;
}

/** Which patches were not applied, by record. */
export interface PatchReport {
  /** Edited, decided or deleted by a reviewer: left as they are. */
  reviewed: number[];
  /** No records of the job. */
  unknown: number[];
}

/** What became of the records that a job has too many of. */
export interface SurplusReport {
  /** Filtered now. */
  dropped: number;
  /** Edited, decided or deleted by a reviewer: left as they are. */
  reviewed: number;
}

/** What the end of a job needs: job-wide steps, and jobs that want a number of records. */
export interface FinishingStore {
  /** Records that were generated, in (seed, repetition, branch) order, page by page. */
  readRecords(jobId: number, range: RecordRange): AsyncIterable<StoredRecord[]>;
  /**
   * Applies patches of a step in one transaction: fields go into the record and the trace; a drop
   * makes the execution filtered and hides the record. Applying the same again changes nothing.
   */
  patchRecords(
    jobId: number,
    step: { step_id: string; block_type: string },
    patches: readonly StoredPatch[],
  ): Promise<PatchReport>;
  /** A stored call of a job-wide step: one whose key has no execution. */
  findCall(jobId: number, key: CallKey): Promise<StoredCall | undefined>;
  /**
   * Place of the n-th record, counted from 1, of those generated and those that one of `steps`
   * dropped; undefined when there are fewer.
   */
  findPlace(jobId: number, n: number, steps: readonly string[]): Promise<RecordPlace | undefined>;
  /** How many records were generated, those that one of `steps` dropped included. */
  countRecords(jobId: number, steps: readonly string[]): Promise<number>;
  /** How many executions have not ended, up to and with a place; absent: all. */
  countOpen(jobId: number, upTo?: RecordPlace): Promise<number>;
  /**
   * Completes the last repetition of all seeds that have any, and adds as many whole ones as give
   * `atLeast` further executions. Returns how many it made.
   */
  repeatSeeds(jobId: number, atLeast: number): Promise<number>;
  /**
   * Makes what was generated behind a place filtered, with the reason `surplus`, unless it was
   * reviewed; and so what failed and was to run again, but did not. Forgets what else is pending. In
   * several transactions: what an interrupted call left undone the next one does.
   * @throws the signal's reason, between two of them
   */
  dropSurplus(jobId: number, behind: RecordPlace, signal?: AbortSignal): Promise<SurplusReport>;
}
