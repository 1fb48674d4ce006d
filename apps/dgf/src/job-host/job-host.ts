import type {
  FailedFilter,
  Job,
  JobOptions,
  PipelineDefinition,
  RerunOptions,
  ResumeOptions,
} from '@datagenflow/contracts';

/** Which pipeline to run. */
export type PipelineRef =
  | { kind: 'id'; id: number }
  | { kind: 'template'; id: string }
  | { kind: 'definition'; definition: PipelineDefinition };

/** Where a job runs: in this process, or in a server that is up. */
export interface JobHost extends AsyncDisposable {
  /** What to tell the user about the place. */
  readonly place: string;
  /** Whether jobs run in this process, and no longer than it. */
  readonly runsHere: boolean;
  /** Starts a job over a seed file. */
  start(pipeline: PipelineRef, seedFile: string, options: JobOptions): Promise<Job>;
  /**
   * Goes on with a job that was interrupted; one that is completed is given back as it is, and so
   * is one that runs in a server, unless options are to change it.
   * @throws ConflictError when they can't, since it runs
   */
  resume(jobId: number, options: ResumeOptions): Promise<Job>;
  /** The newest jobs, newest first. */
  list(limit: number): Promise<Job[]>;
  /** @throws NotFoundError */
  show(jobId: number): Promise<Job>;
  /** @throws ConflictError when it has ended */
  cancel(jobId: number): Promise<Job>;
  /** @throws ConflictError unless it is running */
  pause(jobId: number): Promise<Job>;
  /** @throws ConflictError when it is completed, or runs in a server already */
  goOn(jobId: number, options: ResumeOptions): Promise<Job>;
  /** @throws ConflictError unless it is completed or failed, and when none matches */
  retryFailed(jobId: number, filter: FailedFilter): Promise<Job>;
  /** Starts the pipeline as it is now over the seeds of that job. */
  rerun(jobId: number, options: RerunOptions): Promise<Job>;
  /** Resolves with the job when it has ended, telling of each change meanwhile. */
  follow(jobId: number, tell: (job: Job) => void, signal: AbortSignal): Promise<Job>;
  /** The records of a job as lines of JSON, a page at a time. */
  export(jobId: number): AsyncIterable<string>;
  /** Stops following; what a job in this process had not ended stays pending. */
  interrupt(jobId: number): Promise<Job>;
}
