import { BatchWriter } from './batch-writer.js';
import { FairSlots } from './fair-slots.js';
import { isEnded, refusedMove, statusesBefore } from './job-status.js';
import type { Job } from '@datagenflow/contracts';
import { runJob, type RunnerContext } from './run-job.js';
import type { RunnerOptions } from './runner-options.js';

interface Running {
  stop: AbortController;
  done: Promise<void>;
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
    if (this.#isStopping || this.#running.has(id)) return;
    const stop = new AbortController();
    const done = runJob(id, this.#context, stop.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { stop, done });
  }

  /** Resolves when the job has ended, or is no longer run here. */
  async finished(id: number): Promise<Job> {
    await this.#running.get(id)?.done;
    return this.#context.options.store.getJob(id);
  }

  /**
   * Cancels a job: calls in flight are aborted, their executions are pending again.
   * @throws ConflictError when it has ended
   */
  async cancel(id: number): Promise<Job> {
    const { store, emit } = this.#context.options;
    const moved = await store.moveJob(id, statusesBefore('cancelled'), 'cancelled', { phase: null });
    const job = await store.getJob(id);
    if (!moved) throw refusedMove(id, job.status, 'cancelled');
    await this.#halt(id);
    const ended = await store.getJob(id);
    emit({ type: 'job:finished', job: ended });
    return ended;
  }

  /** Goes on with a job that was cancelled, stopped or failed. */
  async resume(id: number): Promise<Job> {
    const { store } = this.#context.options;
    const job = await store.getJob(id);
    if (!isEnded(job.status) || job.status === 'completed') {
      throw refusedMove(id, job.status, 'resumed');
    }
    await store.moveJob(id, [job.status], 'running', { error: '' });
    this.run(id);
    return store.getJob(id);
  }

  /** Stops running; jobs stay as they are, to be taken up by the next runner. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running.keys()].map((id) => this.#halt(id)));
    await this.#context.writer.drain();
  }

  async #halt(id: number): Promise<void> {
    const running = this.#running.get(id);
    running?.stop.abort(new Error('The job was stopped'));
    await running?.done;
  }
}
