import type { ClaimedExecution, Outcome, RecordPlace } from '@datagenflow/contracts';
import { ClaimedQueue } from './claimed-queue.js';
import { exceededEnd, failedEnd, type EarlyEnd } from './early-end.js';
import type { ReleaseSlot } from './fair-slots.js';
import type { RunningJob } from './finish-job.js';
import { runClaimed, Suspended } from './run-claimed.js';
import type { RecordGoal } from './record-goal.js';
import { tellPause } from './tell-pause.js';

/** Executions of a job at once, when it does not say. */
export const DEFAULT_CONCURRENCY = 32;

/** When the database does not keep up, so many times the concurrency wait to be stored at most. */
const MAX_UNSTORED = 2;

/**
 * Runs pending executions until none is left, as many at once as the job and the runner allow.
 * Answers with what ended it early, if something did: a pause, a limit, a failure that is to be the
 * last. What was in flight then has ended and is stored.
 * @param goal for a job that wants a number of records: seeds take turns until it has them
 * @throws the signal’s reason, or what kept something from being stored. What was in flight was
 * aborted then, and all that has not ended is pending again.
 */
export async function dispatchExecutions(
  running: RunningJob,
  goal?: RecordGoal,
): Promise<EarlyEnd | undefined> {
  const dispatch = new Dispatch(running, goal);
  const { stop, pause } = running.signals;
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
  readonly #around: RunningJob;
  readonly #concurrency: number;
  readonly #queue: ClaimedQueue;
  readonly #goal: RecordGoal | undefined;
  readonly #stop = new AbortController();
  /** Those that run or are being stored. */
  readonly #inFlight = new Set<Promise<void>>();
  /** Those of them that run. */
  #running = 0;
  readonly #noMore = new AbortController();
  readonly #either = AbortSignal.any([this.#stop.signal, this.#noMore.signal]);
  #early: EarlyEnd | undefined;
  #nextEnd = Promise.withResolvers<void>();

  constructor(around: RunningJob, goal: RecordGoal | undefined) {
    const { job, context } = around;
    const { store, owner } = context.options;
    this.#around = around;
    this.#concurrency = job.options.concurrency ?? DEFAULT_CONCURRENCY;
    this.#goal = goal;
    const turns = goal === undefined ? undefined : turnsOf(goal);
    this.#queue = new ClaimedQueue(store, owner, job.id, this.#concurrency, turns);
  }

  /** Aborts what is in flight; `run` throws the reason. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Starts nothing new from here on; `run` answers with the first reason given. */
  end(early: EarlyEnd): void {
    if (this.#early !== undefined) return;
    this.#early = early;
    if (early.kind === 'paused') {
      const { job, context } = this.#around;
      const told = tellPause(job.id, early, context.options);
      told.catch((error: unknown) => this.stop(error));
    }
    this.#noMore.abort();
    this.#wake();
  }

  async run(): Promise<EarlyEnd | undefined> {
    for (;;) {
      while (this.#isFull()) await this.#nextEnd.promise;
      if (this.#early === undefined && (await this.#startNext())) continue;
      if (this.#inFlight.size > 0) await this.#nextEnd.promise;
      else if (this.#early !== undefined || !this.#queue.mayHaveNext) return this.#early;
    }
  }

  /** Waits for what is in flight and gives back what has not ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#around.context.writer.drain();
    await this.#queue.release();
  }

  /** Whether only the end of one in flight can make room, or bring something to run. */
  #isFull(): boolean {
    const { size } = this.#inFlight;
    if (this.#early !== undefined) return false;
    const { crowd } = this.#queue;
    const isBehind = size >= Math.min(MAX_UNSTORED * this.#concurrency, crowd);
    const isCrowded = this.#running >= this.#concurrency;
    return isCrowded || isBehind || (size > 0 && !this.#queue.mayHaveNext);
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
    const { job, context } = this.#around;
    const { slots } = context;
    try {
      if (this.#queue.runsAlone) return await slots.acquireAll(this.#either);
      return await slots.acquire(job.id, this.#either);
    } catch (error) {
      signal.throwIfAborted();
      if (this.#early === undefined) throw error;
      return undefined;
    }
  }

  async #takeNext(): Promise<ClaimedExecution | undefined> {
    const exceeded = this.#around.budget.findExceeded(this.#running);
    if (this.#goal?.mayStart(this.#running) === false) {
      if (this.#running === 0) this.end(this.#goal.end());
      return undefined;
    }
    if (exceeded === undefined) {
      const execution = await this.#queue.next();
      return this.#early === undefined ? execution : undefined;
    }
    if (this.#running === 0) this.end(exceededEnd(exceeded));
    return undefined;
  }

  #start(execution: ClaimedExecution, release: ReleaseSlot): void {
    const stop = (reason: unknown): void => this.stop(reason);
    this.#running += 1;
    let isRunning = true;
    const ran = (): void => {
      if (!isRunning) return;
      isRunning = false;
      this.#running -= 1;
      this.#around.budget.addEnd();
      release();
      this.#wake();
    };
    const stored = runClaimed(execution, {
      ...this.#around,
      signal: this.#stop.signal,
      stop,
      end: (early) => this.end(early),
      ran: (outcome) => {
        this.#goal?.note(outcome);
        this.#endIfLast(outcome);
        ran();
      },
    })
      .then(
        (outcome) => this.#queue.ended(execution.id, outcome.status === 'fanned_out'),
        (error: unknown) => {
          if (!(error instanceof Suspended)) stop(error);
        },
      )
      .finally(() => {
        this.#inFlight.delete(stored);
        ran();
        this.#wake();
      });
    this.#inFlight.add(stored);
  }

  /** With `stop_on_error` the first failure is the last end. */
  #endIfLast(end: Outcome): void {
    const isLast = end.status === 'failed' && this.#around.job.options.stop_on_error === true;
    if (isLast) this.end(failedEnd(end.reason));
  }

  #wake(): void {
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers();
  }
}

function turnsOf({ need: { upTo } }: RecordGoal): { upTo?: RecordPlace } {
  return upTo === undefined ? {} : { upTo };
}
