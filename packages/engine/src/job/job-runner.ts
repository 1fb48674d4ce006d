import type { Job } from '@datagenflow/contracts';
import { BatchWriter } from './batch-writer.js';
import { FairSlots } from './fair-slots.js';
import { jobOf } from './job-of.js';
import { isEnded, refusedMove, statusesBefore } from './job-status.js';
import { runJob, type RunnerContext } from './run-job.js';
import type { RunnerOptions } from './runner-options.js';

interface Running {
  stop: AbortController;
  /** Resolves when the run is over; with an error when not even its failure could be stored. */
  done: Promise<{ error: unknown } | undefined>;
  /** It was asked for again meanwhile: it may have been started anew just when it ended. */
  isAskedFor: boolean;
}

/** Runs jobs, several at once. What it holds when it dies is taken up again by the next. */
export class JobRunner implements AsyncDisposable {
  readonly #context: RunnerContext;
  readonly #running = new Map<number, Running>();
  #isStopping = false;

  constructor(options: RunnerOptions) {
    this.#context = {
      options,
      writer: new BatchWriter(options.store, options.owner, options.clock),
      slots: new FairSlots(options.maxInFlight),
    };
  }

  /** Takes up every job that has not ended, after an earlier runner is gone. */
  async start(): Promise<void> {
    const { store, owner } = this.#context.options;
    await store.releaseAbandoned(owner);
    for (const { id } of await store.listJobs(['pending', 'running'])) this.run(id);
  }

  /** Runs a job, unless it runs already. */
  run(id: number): void {
    if (this.#isStopping) return;
    const known = this.#running.get(id);
    if (known !== undefined) {
      known.isAskedFor = true;
      return;
    }
    const stop = new AbortController();
    const done = runJob(id, this.#context, stop.signal)
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      .finally(() => this.#ended(id));
    this.#running.set(id, { stop, done, isAskedFor: false });
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
    const { store, emit } = this.#context.options;
    const moved = await store.moveJob(id, statusesBefore('cancelled'), 'cancelled', {
      phase: null,
    });
    const { status } = await store.getJob(id);
    if (!moved) throw refusedMove(id, status, 'cancelled');
    await this.#halt(id);
    const job = jobOf(await store.getJob(id));
    emit({ type: 'job:finished', job });
    return job;
  }

  /**
   * Goes on with a job that was cancelled, stopped or failed.
   * @throws ConflictError when it is completed, or has not ended
   */
  async resume(id: number): Promise<Job> {
    const { store } = this.#context.options;
    const { status } = await store.getJob(id);
    const canResume = isEnded(status) && status !== 'completed';
    if (!canResume || !(await store.moveJob(id, [status], 'running', { error: '' }))) {
      throw refusedMove(id, status, 'resumed');
    }
    this.run(id);
    return jobOf(await store.getJob(id));
  }

  /** Stops running; jobs stay as they are, to be taken up by the next runner. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running.keys()].map((id) => this.#halt(id)));
    await this.#context.writer.drain();
  }

  #ended(id: number): void {
    const known = this.#running.get(id);
    this.#running.delete(id);
    if (known?.isAskedFor === true) this.run(id);
  }

  async #halt(id: number): Promise<void> {
    const running = this.#running.get(id);
    running?.stop.abort(new Error('The job was stopped'));
    await running?.done;
  }
}
