import type { ExecutionIdentity } from '../nouns/execution.js';
import type {
  FailedFilter,
  Job,
  JobOptions,
  JobPhase,
  JobStatus,
  PauseReason,
} from '../nouns/job.js';
import type { Json, JsonObject } from '../nouns/json.js';
import type { SavedDefinition } from '../nouns/pipeline.js';
import type { Seed } from '../nouns/seed.js';
import type { Failure, TraceDelta } from '../nouns/trace.js';
import type { Usage } from '../nouns/usage.js';
import type { FinishingStore, RecordPlace } from './finishing-store.js';
import type { ModelAnswer, ModelCall } from './model-client.js';

/** What a job needs to begin: a snapshot, so that later edits of the pipeline don’t reach it. */
export interface NewJob {
  pipeline_id: number;
  definition: SavedDefinition;
  /** Code hash of each block type at the time the job was made; then as it was run last. */
  block_hashes: Record<string, string>;
  /** Model and prices at the time the job was made. */
  model_snapshot: JsonObject;
  options: JobOptions;
  random_seed: number;
  /** Where its seeds come from; only the one who opens it reads this. */
  seed_source: JsonObject;
  warnings: string[];
}

/** A job with what it runs. */
export interface StoredJob extends Job {
  definition: SavedDefinition;
  block_hashes: Record<string, string>;
  model_snapshot: JsonObject;
  seed_source: JsonObject;
  /** True once all seeds are stored. */
  seeds_imported: boolean;
  /** Attempt that each job-wide step begins with, by step id; absent: 1. Rises when it has failed. */
  finish_attempts: Record<string, number>;
  /**
   * How many runners died by their own doing while each job-wide step ran there, by step id; absent: 0.
   * Entering an end forgives them.
   */
  finish_kills: Record<string, number>;
  /** The job-wide step that runs; null: none does. Entering `running` sets it to null. */
  finishing_step: string | null;
}

/** A seed with its place in the file. */
export interface IndexedSeed extends Seed {
  /** Counted from 0. */
  seed_index: number;
}

/** How seeds are stored. */
export interface ImportOptions {
  /** How many executions a seed gets at first; absent: its repetitions. */
  most?: number | undefined;
  /**
   * What the job becomes along with the last of these seeds, when they are its last; its `phase` only
   * while it is running.
   */
  done?: JobPatch;
  signal?: AbortSignal;
}

/** Fields of a job that its runner changes. */
export interface JobPatch {
  phase?: JobPhase | null;
  pause_reason?: PauseReason | null;
  error?: string;
  options?: JobOptions;
  warnings?: string[];
  seeds_imported?: boolean;
  block_hashes?: Record<string, string>;
  current_block?: string;
  current_step?: string;
  finish_attempts?: Record<string, number>;
  finish_kills?: Record<string, number>;
  finishing_step?: string | null;
  /** Seconds to add to the running time. */
  add_running_time?: number;
}

/** An execution taken by a runner, with all it needs to run. */
export interface ClaimedExecution extends ExecutionIdentity {
  id: number;
  execution_index: number;
  /** The seed’s own values. */
  metadata: JsonObject;
  /** Index of the first step to run; above 0 for a branch. */
  start_step: number;
  /** Fields written before `start_step`: by the steps of its ancestors, and by the fan-out. */
  written: JsonObject;
  /**
   * Attempt that each step begins with, by step id; absent: 1. Rises for the failed step and those
   * behind it when a failed execution is retried, so that they buy again and the others replay.
   */
  attempts: Record<string, number>;
  /** How many runners that held it died by their own doing. */
  kills: number;
  /** Where the latest of them stood that noted it; null: none did. */
  last_step: LastStep | null;
  /** Calls stored by earlier passes of this execution, in the order they were stored. */
  calls: StoredCall[];
}

/** Where an execution stands that may kill its runner: what is left of it when it does. */
export interface LastStep {
  step_id: string;
  block_type: string;
  /** What the steps before did. */
  trace: TraceDelta[];
}

/** Failed executions to be run again. */
export interface FailedRetry extends FailedFilter {
  /** All steps in order, with the attempts that each may take in one pass. */
  steps: readonly { id: string; attempts: number }[];
}

/** What identifies a call within a job. */
export interface CallKey {
  /** Null: of the job itself, by one of its job-wide steps. */
  execution_id: number | null;
  step_id: string;
  attempt: number;
  /** SHA-256 of the canonical request. */
  request_hash: string;
  /** Counts equal requests of that step, from 0. */
  n: number;
}

/** A call as it is stored. */
export interface StoredCall extends CallKey {
  call: ModelCall;
  answer: ModelAnswer;
  /** Why its content was not accepted; null when it was. */
  rejected: string | null;
  /** True when it was bought by another job. Absent: by this one. */
  reused?: true;
}

/** A branch that a multiplier opened. */
export interface NewBranch {
  branch: string;
  /** Fields the multiplier wrote for this branch. */
  delta: JsonObject;
}

interface OutcomeBase {
  execution_id: number;
  job_id: number;
  trace: TraceDelta[];
  usage: Usage;
  cost: number | null;
  saved_cost: number;
}

/** How an execution ended. */
export type Outcome = OutcomeBase &
  (
    | { status: 'generated'; fields: JsonObject; models: string[] }
    | { status: 'filtered'; reason: Failure; step_id: string | null }
    | { status: 'failed'; reason: Failure; step_id: string | null }
    | { status: 'fanned_out'; next_step: number; branches: NewBranch[] }
  );

/**
 * One thing to be stored. A list of them is stored in one transaction. What a job bought is the sum
 * of its stored calls: their usage and cost are added to the job as they are stored, so that calls
 * of an execution that did not end still count. Usage and cost of an outcome are those of the
 * execution and its record; of an outcome only `saved_cost` is added to the job. A call that is
 * rejected is no more reused, nor is the one it was copied from. Of a memo the first value stays. A
 * last step is kept until its execution ends, and only while `owner` holds that.
 */
export type JobWrite =
  | { kind: 'outcome'; outcome: Outcome }
  | { kind: 'call'; job_id: number; stored: StoredCall }
  | { kind: 'call_rejected'; job_id: number; key: CallKey; reason: string }
  | { kind: 'memo'; job_id: number; key: string; value: Json }
  | { kind: 'last_step'; job_id: number; execution_id: number; last_step: LastStep };

/**
 * Jobs, executions and calls, as the engine needs them. Every write is durable when its promise
 * resolves, but for what a runner notes for itself (`beginJob`, `updateJob`, `claimExecutions`,
 * `releaseExecutions`): that is durable with whatever is stored after it. `owner` is the id of the
 * running process: results of another owner are refused, so that a process taken for dead can’t
 * write late.
 */
export interface JobStore extends FinishingStore {
  createJob(job: NewJob): Promise<StoredJob>;
  /** @throws NotFoundError */
  getJob(id: number): Promise<StoredJob>;
  /** Jobs with one of these statuses, oldest first. */
  listJobs(statuses: readonly JobStatus[]): Promise<StoredJob[]>;
  /**
   * Moves a job that is pending to `running`, into the phase in which it begins; any other stays as it
   * is. Answers with the job as it is then.
   * @throws NotFoundError
   */
  beginJob(id: number): Promise<StoredJob>;
  /**
   * Changes the status when it is one of `from`, and says whether it was. Entering an end sets
   * `completed_at`, and `progress` to 1 when nothing is left to do; entering `running` clears it,
   * takes `progress` below 1 again and sets `started_at` once.
   * @param most how many jobs may be pending or running, this one included; absent: any number
   * @throws TooManyJobsError
   */
  moveJob(
    id: number,
    from: readonly JobStatus[],
    to: JobStatus,
    patch?: JobPatch,
    most?: number,
  ): Promise<boolean>;
  /**
   * Moves a job from one of `from` to `running` and makes its failed executions that match pending
   * again, in one transaction. Steps from the failed one on get attempts that no earlier pass used;
   * what was counted as ended is no more, but `progress` stays below 1 where it was, and `kills` are
   * forgiven. Answers how
   * many there are: with 0, nothing changes; undefined, when the status was none of `from`.
   * @param most how many jobs may be pending or running, this one included; absent: any number
   * @throws TooManyJobsError
   */
  retryFailed(
    id: number,
    from: readonly JobStatus[],
    retry: FailedRetry,
    most?: number,
  ): Promise<number | undefined>;
  updateJob(id: number, patch: JobPatch): Promise<void>;
  /**
   * Stores seeds and their pending executions, batch by batch; seeds already there are left as they
   * are.
   * @throws the reason of `signal`, between batches; what an earlier call left undone the next one does
   */
  importSeeds(jobId: number, seeds: readonly IndexedSeed[], options?: ImportOptions): Promise<void>;
  /**
   * Takes up to `limit` pending executions with that many `kills`, 0 by default, in (seed,
   * repetition, branch) order of arrival; with `turns`, where seeds take turns, in (repetition,
   * seed, branch) order, up to and with a place.
   */
  claimExecutions(
    jobId: number,
    owner: string,
    limit: number,
    kills?: number,
    turns?: { upTo?: RecordPlace },
  ): Promise<ClaimedExecution[]>;
  /** The different `kills` above 0 of executions of a job that have not ended, ascending. */
  listKills(jobId: number): Promise<number[]>;
  /** Gives claimed executions back: they are pending again. */
  releaseExecutions(owner: string, executionIds: readonly number[]): Promise<void>;
  /**
   * Gives back what owners other than `owner` hold; returns how many. With `isBlamed` each has one
   * more in its `kills`, unless its job is cancelled; and so has each job-wide step that ran, in the
   * `finish_kills` of its job, when that is running or paused.
   * Who did so before, in another process, stores nothing from here on but calls: its outcomes are
   * refused, and what else it asks for throws `runner_superseded`.
   */
  releaseAbandoned(owner: string, isBlamed?: boolean): Promise<number>;
  /**
   * Stores all writes in one transaction with the counters of their jobs. An outcome of an
   * execution that `owner` does not hold is refused: its id is in the answer, nothing of it is
   * stored.
   */
  commit(owner: string, writes: readonly JobWrite[]): Promise<{ refused: number[] }>;
  /** The value a block memoised in this job under `key`, or undefined. */
  readMemo(jobId: number, key: string): Promise<Json | undefined>;
  /**
   * Takes what the latest earlier job memoised under `key` for this one, whose own it is from then
   * on. Answers with it; undefined when there is none.
   */
  reuseMemo(jobId: number, key: string): Promise<Json | undefined>;
  /**
   * Takes a stored call of another job for this one, which bought nothing then: of those with this
   * request that were accepted, one of the same seed, repetition and branch if there is any. Each
   * serves at most one call of a job. What it spares a job-wide step is added to the job's `saved_cost`.
   * Answers with the call as it is stored under `key` now;
   * undefined when none is left.
   */
  reuseCall(jobId: number, key: CallKey): Promise<StoredCall | undefined>;
  /** The seeds of a job in order, page by page. */
  readSeeds(jobId: number): AsyncIterable<IndexedSeed[]>;
  /** Executions of a job by status; up to and with a place, where seeds take turns. */
  countExecutions(jobId: number, upTo?: RecordPlace): Promise<Record<string, number>>;
  /** The most frequent reasons of failed executions, most frequent first. */
  failureReasons(jobId: number, limit: number): Promise<{ message: string; count: number }[]>;
}
