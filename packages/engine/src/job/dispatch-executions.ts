import type { ClaimedExecution, StoredJob } from '@datagenflow/contracts';
import type { ExecutionEnd } from '../execution/execution-run.js';
import type { OpenPipeline } from '../execution/open-pipeline.js';
import { Budget } from './budget.js';
import { ClaimedQueue } from './claimed-queue.js';
import { exceededEnd, failedEnd, type EarlyEnd } from './early-end.js';
import type { ReleaseSlot } from './fair-slots.js';
import { jobOf } from './job-of.js';
import type { ProgressReporter } from './progress-reporter.js';
import { runClaimed, Suspended } from './run-claimed.js';
import type { RunnerContext } from './run-job.js';

const DEFAULT_CONCURRENCY = 32;

/**
 * Runs pending executions until none is left, as many at once as the job and the runner allow.
 * Answers with what ended it early, if something did: a pause, a limit, a failure that is to be the
 * last. What was in flight then has ended and is stored.
 * @throws the signal’s reason, or what kept something from being stored. What was in flight was
 * aborted then, and all that has not ended is pending again.
 */
export async function dispatchExecutions(
  job: StoredJob,
  open: OpenPipeline,
  context: RunnerContext,
  progress: ProgressReporter,
  signals: RunSignals,
): Promise<EarlyEnd | undefined> {
  const dispatch = new Dispatch(job, open, context, progress);
  const { stop, pause } = signals;
  const cancel = (): void => dispatch.stop(stop.reason);
  const rest = (): void => dispatch.end({ kind: 'left' });
  stop.addEventListener('abort', cancel, { once: true });
  pause.addEventListener('abort', rest, { once: true });
  if (stop.aborted) cancel();
  if (pause.aborted) rest();
  try {
    return await dispatch.run();
  } finally {
    stop.removeEventListener('abort', cancel);
    pause.removeEventListener('abort', rest);
    await dispatch.settle();
  }
}

/** How a run is told to end before nothing is left to do. */
export interface RunSignals {
  /** Aborts what is in flight. */
  stop: AbortSignal;
  /** Starts nothing new; what is in flight ends. */
  pause: AbortSignal;
  /** Ends the waiting of a job that paused by itself. */
  wake: AbortSignal;
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
  readonly #noMore = new AbortController();
  #early: EarlyEnd | undefined;
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

  /** Starts nothing new from here on; `run` answers with the first reason given. */
  end(early: EarlyEnd): void {
    if (this.#early !== undefined) return;
    this.#early = early;
    if (early.kind === 'paused') this.#tellPause(early).catch((error: unknown) => this.stop(error));
    this.#noMore.abort();
    this.#wake();
  }

  async run(): Promise<EarlyEnd | undefined> {
    for (;;) {
      while (this.#isFull()) await this.#nextEnd.promise;
      if (this.#early === undefined && (await this.#startNext())) continue;
      if (this.#inFlight.size === 0) return this.#early;
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
    if (this.#early !== undefined) return false;
    return size >= this.#concurrency || (size > 0 && !this.#queue.mayHaveNext);
  }

  /** Starts one more, unless a limit is reached or none is pending. */
  async #startNext(): Promise<boolean> {
    const release = await this.#acquireSlot();
    if (release === undefined) return false;
    let isStarted = false;
    try {
      this.#stop.signal.throwIfAborted();
      const execution = await this.#takeNext();
      isStarted = execution !== undefined;
      if (execution !== undefined) this.#start(execution, release);
      return isStarted;
    } finally {
      if (!isStarted) release();
    }
  }

  /** Undefined when nothing is to be started any more. */
  async #acquireSlot(): Promise<ReleaseSlot | undefined> {
    const { signal } = this.#stop;
    const either = AbortSignal.any([signal, this.#noMore.signal]);
    try {
      return await this.#context.slots.acquire(this.#job.id, either);
    } catch (error) {
      signal.throwIfAborted();
      if (this.#early === undefined) throw error;
      return undefined;
    }
  }

  async #takeNext(): Promise<ClaimedExecution | undefined> {
    const inFlight = this.#inFlight.size;
    const exceeded = this.#budget.findExceeded(inFlight);
    if (exceeded === undefined) {
      const execution = await this.#queue.next();
      return this.#early === undefined ? execution : undefined;
    }
    if (inFlight === 0) this.end(exceededEnd(exceeded));
    return undefined;
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
      end: (early) => this.end(early),
    })
      .then(
        (end) => this.#ended(execution, end),
        (error: unknown) => {
          if (!(error instanceof Suspended)) stop(error);
        },
      )
      .finally(() => {
        this.#inFlight.delete(running);
        this.#budget.addEnd();
        release();
        this.#wake();
      });
    this.#inFlight.add(running);
  }

  #ended({ id }: ClaimedExecution, end: ExecutionEnd): void {
    this.#queue.ended(id, end.status === 'fanned_out');
    const isLast = end.status === 'failed' && this.#job.options.stop_on_error === true;
    if (isLast) this.end(failedEnd(end.reason));
  }

  /** At once: what is in flight may take long to end. */
  async #tellPause({ reason, error }: EarlyEnd & { kind: 'paused' }): Promise<void> {
    const { store, emit } = this.#context.options;
    const { id } = this.#job;
    const patch = { phase: null, pause_reason: reason, error };
    if (!(await store.moveJob(id, ['running'], 'paused', patch))) return;
    emit({ type: 'job:progress', job: jobOf(await store.getJob(id)) });
  }

  #wake(): void {
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers();
  }
}
