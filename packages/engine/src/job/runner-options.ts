import type { Clock, EventSink, JobStore, ModelClient, StoredJob } from '@datagenflow/contracts';
import type { BlockRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { ExecutionObserver } from '../execution/execution-observer.js';
import type { SeedBatch } from '../seeds/read-seeds.js';

/** Reads the seeds of a job in batches, in order. Throws when the rest of them can’t be read. */
export type SeedReader = (job: StoredJob, signal: AbortSignal) => AsyncIterable<SeedBatch>;

/** Room on the disk of a store, set aside for storing that there is no more. */
export interface Reserve {
  /** Gives it up to what is stored next. Must not throw. */
  free(): Promise<void>;
  /** Sets it aside again, as much as fits; says whether all of it does. Must not throw. */
  refill(): Promise<boolean>;
}

/** What a runner needs. */
export interface RunnerOptions {
  store: JobStore;
  registry: BlockRegistry;
  schemas: SchemaCompiler;
  models: ModelClient;
  /** The same models as one job is to see them; by default all jobs see them alike. */
  modelsOf?: (job: StoredJob) => ModelClient;
  clock: Clock;
  emit: EventSink;
  readSeeds: SeedReader;
  /**
   * Told whenever a job begins or goes on with all its seeds stored: they are not read again. The job
   * ends not before this is done. Must not throw.
   */
  seedsStored?: (job: StoredJob) => Promise<void>;
  /** Id of this process: what it claims is its own until it ends. */
  owner: string;
  /** Executions in flight over all jobs. */
  maxInFlight: number;
  /** Jobs that may wait or run for one to be resumed or retried, itself included; absent: any number. */
  maxOpenJobs?: number;
  /** Freed when the disk is full, so that jobs can be paused; they go on when it fits again. */
  reserve?: Reserve | undefined;
  /** Takes secrets out of what blocks log and throw; absent: it is kept as it is. */
  scrub?: (text: string) => string;
  observer?: ExecutionObserver | undefined;
}
