import type { ClaimedExecution, StoredJob } from '@datagenflow/contracts';
import type { OpenPipeline } from '../execution/open-pipeline.js';
import { Budget, type Exceeded } from './budget.js';
import { ClaimedQueue } from './claimed-queue.js';
import type { ReleaseSlot } from './fair-slots.js';
import type { ProgressReporter } from './progress-reporter.js';
import { runClaimed } from './run-claimed.js';
import type { RunnerContext } from './run-job.js';

const DEFAULT_CONCURRENCY = 32;

/**
 * Runs pending executions until none is left, as many at once as the job and the runner allow.
 * Answers with the limit that stopped it, if one did; what was in flight then has ended and is
 * stored.
 * @throws the signal’s reason, or what kept something from being stored. What was in flight was
 * aborted then, and all that has not ended is pending again.
 */
export async function dispatchExecutions(
  job: StoredJob,
  open: OpenPipeline,
  context: RunnerContext,
  progress: ProgressReporter,
  signal: AbortSignal,
): Promise<Exceeded | undefined> {
  const dispatch = new Dispatch(job, open, context, progress);
  const cancel = (): void => dispatch.stop(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await dispatch.run();
  } finally {
    signal.removeEventListener('abort', cancel);
    await dispatch.settle();
  }
}

class Dispatch {
  readonly #job: StoredJob;
  readonly #open: OpenPipeline;
  readonly #context: RunnerContext;
  readonly #progress: ProgressReporter;
  readonly #concurrency: number;
  readonly #budget: Budget;
  readonly #queue: ClaimedQueue;
  readonly #stop = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #nextEnd = Promise.withResolvers<void>();

  constructor(
    job: StoredJob,
    open: OpenPipeline,
    context: RunnerContext,
    progress: ProgressReporter,
  ) {
    const { store, owner, clock } = context.options;
    this.#job = job;
    this.#open = open;
    this.#context = context;
    this.#progress = progress;
    this.#concurrency = job.options.concurrency ?? DEFAULT_CONCURRENCY;
    this.#budget = new Budget(job, clock);
    this.#queue = new ClaimedQueue(store, owner, job.id, this.#concurrency);
  }

  /** Aborts what is in flight; `run` throws the reason. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
  }

  async run(): Promise<Exceeded | undefined> {
    for (;;) {
      while (this.#isFull()) await this.#nextEnd.promise;
      const { isStarted, exceeded } = await this.#startNext();
      if (isStarted) continue;
      if (this.#inFlight.size === 0) return exceeded;
      await this.#nextEnd.promise;
    }
  }

  /** Waits for what is in flight and gives back what has not ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#context.writer.drain();
    await this.#queue.release();
  }

  /** Whether only the end of one in flight can make room, or bring something to run. */
  #isFull(): boolean {
    const { size } = this.#inFlight;
    return size >= this.#concurrency || (size > 0 && !this.#queue.mayHaveNext);
  }

  /** Starts one more, unless a limit is reached or none is pending. */
  async #startNext(): Promise<{ isStarted: boolean; exceeded?: Exceeded | undefined }> {
    const release = await this.#context.slots.acquire(this.#job.id, this.#stop.signal);
    let isStarted = false;
    try {
      this.#stop.signal.throwIfAborted();
      const exceeded = this.#budget.findExceeded(this.#inFlight.size);
      if (exceeded !== undefined) return { isStarted, exceeded };
      const execution = await this.#queue.next();
      isStarted = execution !== undefined;
      if (execution !== undefined) this.#start(execution, release);
      return { isStarted };
    } finally {
      if (!isStarted) release();
    }
  }

  #start(execution: ClaimedExecution, release: ReleaseSlot): void {
    const stop = (reason: unknown): void => this.stop(reason);
    const running = runClaimed(execution, {
      job: this.#job,
      open: this.#open,
      context: this.#context,
      progress: this.#progress,
      budget: this.#budget,
      signal: this.#stop.signal,
      stop,
    })
      .then((status) => this.#queue.ended(execution.id, status === 'fanned_out'), stop)
      .finally(() => {
        this.#inFlight.delete(running);
        this.#budget.addEnd();
        release();
        this.#nextEnd.resolve();
        this.#nextEnd = Promise.withResolvers();
      });
    this.#inFlight.add(running);
  }
}
