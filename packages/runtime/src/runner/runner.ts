import type {
  BlockDescription,
  DependencyStatus,
  FailedFilter,
  InstalledDependencies,
  Job,
  JsonObject,
  Preview,
  ResumeOptions,
} from '@datagenflow/contracts';
import type { Executed, PipelineRun } from '../pipelines/execute-pipeline.js';
import type { PreviewRun } from '../pipelines/preview-pipeline.js';

/** How stopping went. */
export interface Drained {
  /**
   * Requests to models that were under way and are given up. They are made again. Undefined: nobody
   * knows, since the runner died of it or was ended.
   */
  abortedCalls: number | undefined;
}

/**
 * Runs jobs and blocks: in this process, or in one of its own. Where it may be out of reach for a
 * moment, everything that waits for an answer throws `runner_unavailable` (503).
 */
export interface Runner extends AsyncDisposable {
  /** Takes up every job that has not ended, now and whenever it starts again. */
  start(): Promise<void>;
  /** Runs a stored job, unless it runs already. */
  run(jobId: number): void;
  /** Resolves when the job has ended, or is no longer run. */
  finished(jobId: number): Promise<Job>;
  /** @throws NotFoundError; ConflictError when it has ended */
  cancel(jobId: number): Promise<Job>;
  /** Starts nothing new; what is in flight ends. @throws NotFoundError; ConflictError unless it runs */
  pause(jobId: number): Promise<Job>;
  /**
   * @throws NotFoundError; ConflictError unless it is paused, cancelled, stopped or failed;
   * TooManyJobsError; `disk_full` (507)
   */
  resume(jobId: number, options?: ResumeOptions): Promise<Job>;
  /**
   * Runs failed executions again.
   * @throws NotFoundError; ConflictError unless it is completed or failed, and when none matches;
   * TooManyJobsError; `disk_full` (507)
   */
  retryFailed(jobId: number, filter?: FailedFilter): Promise<Job>;
  /** Runs it once, nothing stored. @throws ValidationError, BlockExecutionError: what made the execution fail */
  executePipeline(run: PipelineRun, signal: AbortSignal): Promise<Executed>;
  /** Runs a few seeds now, nothing stored. */
  preview(run: PreviewRun, signal: AbortSignal): Promise<Preview>;
  /** Fills the indexed columns of records in the background, where a review layout changed. */
  refillIndexedFields(): void;
  /** Removes the rows of what was deleted, in the background. */
  removeDeleted(): void;
  /** What a block does with a config that fits its schema. */
  describe(blockType: string, config: JsonObject): Promise<BlockDescription>;
  /** Reads the blocks of the user again. */
  reloadBlocks(): Promise<void>;
  /** What is installed of what a user block declares. @throws NotFoundError `block_not_found` */
  dependencies(blockType: string): Promise<DependencyStatus[]>;
  /** Installs what a user block declares and is missing; it is then available. */
  installDependencies(blockType: string): Promise<InstalledDependencies>;
  /** Resolves when it can run jobs. @throws DataGenFlowError `runner_unavailable` saying why not */
  check(): Promise<void>;
  /**
   * Stops: nothing new is started, and what is in flight gets so many milliseconds to end,
   * then is aborted and given back. Disposing gives it none.
   */
  drain(graceMs: number): Promise<Drained>;
}
