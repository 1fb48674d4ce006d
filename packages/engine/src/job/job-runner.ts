import {
  ConflictError,
  LIVE_STATUSES,
  statusesFor,
  type Clock,
  type DataGenFlowError,
  type FailedFilter,
  type Job,
  type JobAction,
  type JobPatch,
  type JobStore,
  type ResumeOptions,
} from '@datagenflow/contracts';
import { BatchWriter } from './batch-writer.js';
import { FairSlots } from './fair-slots.js';
import { HoldableClock } from './holdable-clock.js';
import { holdUntilStored, isUnavailable, type Outage } from './hold-until-stored.js';
import { jobOf } from './job-of.js';
import { refusedAction } from './refused-action.js';
import { RunControl } from './run-control.js';
import { runJob, wakeUp } from './run-job.js';
import type { RunnerOptions } from './runner-options.js';
import type { RunnerContext } from './running-job.js';

/** How long a runner that is stopped waits for its store. */
const LAST_MS = 1_000;

interface Running {
  control: RunControl;
  /** Resolves when the run is over; with an error when not even its failure could be stored. */
  done: Promise<{ error: unknown } | undefined>;
  /** It was asked for again meanwhile: it may have been started anew just when it ended. */
  isAskedFor: boolean;
}

/** Runs jobs, several at once. What it holds when it dies is taken up again by the next. */
export class JobRunner implements AsyncDisposable {
  readonly #context: RunnerContext;
  readonly #running = new Map<number, Running>();
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #late = new AbortController();
  #isDraining = false;

  constructor(options: RunnerOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    const clock = new HoldableClock(options.clock);
    const around: Outage = {
      pause: async (error) => {
        clock.hold();
        if (!isUnavailable(error)) await this.#pauseAll(error);
      },
      goOn: async () => {
        if ((await options.reserve?.refill()) === false) return false;
        await this.#goOnAll();
        clock.goOn();
        return true;
      },
    };
    const store = holdUntilStored(
      options.store,
      options.clock,
      around,
      this.#stop.signal,
      this.#late.signal,
    );
    this.#context = {
      options: { ...options, store, clock },
      writer: new BatchWriter(store, options.owner, options.clock),
      slots: new FairSlots(options.maxInFlight),
    };
  }

  /** Takes up every job that has not ended, unless it waits for someone, after an earlier runner is gone. */
  async start(): Promise<void> {
    const { owner } = this.#context.options;
    const store = this.#store;
    await store.releaseAbandoned(owner);
    for (const job of await store.listJobs(LIVE_STATUSES)) {
      if (job.status === 'paused' && !(await wakeUp(job, store))) continue;
      this.run(job.id);
    }
  }

  /**
   * Runs a job, unless it runs already; one that rests after a pause goes on. A runner that is
   * draining leaves it to the next.
   */
  run(id: number): void {
    if (this.#isDraining) return;
    const known = this.#running.get(id);
    if (known !== undefined) {
      known.isAskedFor = true;
      known.control.goOn();
      return;
    }
    const control = new RunControl();
    const done = runJob(id, this.#context, control)
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      .finally(() => this.#ended(id));
    this.#running.set(id, { control, done, isAskedFor: false });
  }

  /**
   * Resolves when the job has ended, or is no longer run here.
   * @throws NotFoundError, and what kept its end from being stored
   */
  async finished(id: number): Promise<Job> {
    const { store } = this.#context.options;
    for (let run = this.#running.get(id); run !== undefined; run = this.#running.get(id)) {
      const failure = await run.done;
      if (failure !== undefined) throw failure.error;
    }
    return jobOf(await store.getJob(id));
  }

  /**
   * Cancels a job: calls in flight are aborted, their executions are pending again.
   * @throws ConflictError when it has ended
   */
  async cancel(id: number): Promise<Job> {
    const { emit } = this.#context.options;
    const store = this.#store;
    const patch = { phase: null, pause_reason: null };
    const moved = await store.moveJob(id, statusesFor('cancel'), 'cancelled', patch);
    if (!moved) throw await this.#refused(id, 'cancel');
    await this.#halt(id);
    const job = jobOf(await store.getJob(id));
    emit({ type: 'job:finished', job });
    return job;
  }

  /**
   * Pauses a job: nothing new is started, what is in flight ends and is stored.
   * @throws ConflictError unless it is running
   */
  async pause(id: number): Promise<Job> {
    const { emit } = this.#context.options;
    const store = this.#store;
    const patch = { phase: null, pause_reason: 'user' } as const;
    const moved = await store.moveJob(id, statusesFor('pause'), 'paused', patch);
    if (!moved) throw await this.#refused(id, 'pause');
    this.#running.get(id)?.control.rest('The job was paused');
    const job = jobOf(await store.getJob(id));
    emit({ type: 'job:progress', job });
    return job;
  }

  /**
   * Goes on with a job that is paused, or was cancelled, stopped or failed. What the options name
   * replaces what it had; another `max_executions` once what is in flight has ended.
   * @throws ConflictError when it is completed, pending or running; TooManyJobsError
   */
  async resume(
    id: number,
    { constraints, concurrency, max_executions }: ResumeOptions = {},
  ): Promise<Job> {
    const store = this.#store;
    const { maxOpenJobs } = this.#context.options;
    const { options, seeds_imported: hasSeeds } = await store.getJob(id);
    const patch: JobPatch = {
      phase: hasSeeds ? 'executing' : 'importing',
      error: '',
      pause_reason: null,
      options: {
        ...options,
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(max_executions === undefined ? {} : { max_executions }),
        ...(constraints === undefined
          ? {}
          : { constraints: { ...options.constraints, ...constraints } }),
      },
    };
    const moved = await store.moveJob(id, statusesFor('resume'), 'running', patch, maxOpenJobs);
    if (!moved) throw await this.#refused(id, 'resume');
    this.run(id);
    return jobOf(await store.getJob(id));
  }

  /**
   * Runs failed executions again: from the step that failed they buy anew, what came before is
   * replayed.
   * @throws ConflictError unless it is completed or failed; `nothing_to_retry` when none matches, or
   * it has the number of records that it was to have; TooManyJobsError
   */
  async retryFailed(id: number, filter: FailedFilter = {}): Promise<Job> {
    const store = this.#store;
    const { maxOpenJobs } = this.#context.options;
    const { definition, status, options } = await store.getJob(id);
    const hasAll = status === 'completed' && options.target_records !== undefined;
    if (hasAll)
      throw nothingToRetry(
        `Job ${id} has the ${options.target_records} records it was to have.`,
        id,
      );
    const steps = definition.blocks.map((step) => ({
      id: step.id,
      attempts: step.retry?.attempts ?? 1,
    }));
    const from = statusesFor('retry-failed');
    const count = await store.retryFailed(id, from, { ...filter, steps }, maxOpenJobs);
    if (count === undefined) throw await this.#refused(id, 'retry-failed');
    if (count === 0) throw nothingToRetry(`Job ${id} has no failed executions like that.`, id);
    this.run(id);
    return jobOf(await store.getJob(id));
  }

  /**
   * Starts nothing new. Resolves when what is in flight has ended and is stored, and the rest is
   * given back; jobs stay as they are, to be taken up by the next runner.
   */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const running = [...this.#running.values()];
    for (const { control } of running) control.rest('The runner is draining');
    await Promise.all(running.map(({ done }) => done));
  }

  /**
   * Aborts what is in flight; jobs stay as they are, to be taken up by the next runner. A store that
   * does not answer is left after a second.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    const reason = new Error('The runner was stopped');
    this.#stop.abort(reason);
    const isOver = new AbortController();
    const tooLate = this.#clock.sleep(LAST_MS, isOver.signal);
    tooLate.then(
      () => this.#late.abort(reason),
      () => undefined,
    );
    await Promise.all([...this.#running.keys()].map((id) => this.#halt(id)));
    await this.#context.writer.drain();
    isOver.abort();
  }

  /** As far as it can be stored, in the reserve at last, that nothing can be stored. */
  async #pauseAll({ message }: DataGenFlowError): Promise<void> {
    const { reserve } = this.#context.options;
    const patch = { pause_reason: 'disk_full', error: message } as const;
    const pause = async (id: number): Promise<void> => {
      await this.#store.moveJob(id, ['running'], 'paused', patch);
      this.#context.options.emit({
        type: 'job:progress',
        job: jobOf(await this.#store.getJob(id)),
      });
    };
    await reserve?.free();
    await Promise.allSettled([...this.#running.keys()].map(pause));
    await reserve?.refill();
  }

  async #goOnAll(): Promise<void> {
    for (const id of this.#running.keys()) {
      const job = await this.#store.getJob(id);
      if (job.pause_reason === 'disk_full') await wakeUp(job, this.#store);
    }
  }

  async #refused(id: number, action: JobAction): Promise<ConflictError> {
    const { status } = await this.#store.getJob(id);
    return refusedAction(id, status, action);
  }

  #ended(id: number): void {
    const known = this.#running.get(id);
    this.#running.delete(id);
    if (known?.isAskedFor === true) this.run(id);
  }

  async #halt(id: number): Promise<void> {
    const running = this.#running.get(id);
    running?.control.halt();
    await running?.done;
  }
}

function nothingToRetry(message: string, id: number): ConflictError {
  return new ConflictError(message, { code: 'nothing_to_retry', detail: { job_id: id } });
}
