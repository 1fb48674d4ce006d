import type { ClaimedExecution, Outcome, RecordPlace } from '@datagenflow/contracts';
import { ClaimedQueue } from './claimed-queue.js';
import { exceededEnd, failedEnd, type EarlyEnd } from './early-end.js';
import type { ReleaseSlot } from './fair-slots.js';
import type { RecordGoal } from './record-goal.js';
import { runClaimed } from './run-claimed.js';
import type { Pausable, RunningJob } from './running-job.js';
import { Suspended } from './suspended.js';
import { runsAlone } from './suspicion.js';
import { tellPause } from './tell-pause.js';

/** Executions of a job at once, when it does not say. */
export const DEFAULT_CONCURRENCY = 32;

/** When the database does not keep up, so many times the concurrency wait to be stored at most. */
const MAX_UNSTORED = 2;

/** One round of running what is pending of a job. */
export class Dispatch implements Pausable {
  readonly #around: RunningJob;
  readonly #queue: ClaimedQueue;
  readonly #goal: RecordGoal | undefined;
  readonly #stop = new AbortController();
  /** Those that run or are being stored. */
  readonly #inFlight = new Set<Promise<void>>();
  /** Those of them that run. */
  #running = 0;
  #noMore = new AbortController();
  #either = AbortSignal.any([this.#stop.signal, this.#noMore.signal]);
  #early: EarlyEnd | undefined;
  /** While it rested something happened that it would have ended with. */
  #isSpoilt = false;
  #nextEnd = Promise.withResolvers<void>();

  constructor(around: RunningJob, goal: RecordGoal | undefined) {
    const { job, context } = around;
    const { store, owner } = context.options;
    this.#around = around;
    this.#goal = goal;
    const turns = goal === undefined ? undefined : turnsOf(goal);
    this.#queue = new ClaimedQueue(store, owner, job.id, this.#concurrency, turns);
  }

  /** Aborts what is in flight; `run` throws the reason. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Starts nothing new from here on; `run` answers with the first reason given, or a failure that is the last. */
  end(early: EarlyEnd): void {
    if (this.#early !== undefined) {
      this.#isSpoilt ||= early.kind !== 'left';
      if (this.#early.kind === 'left' && early.kind === 'failed') this.#early = early;
      return;
    }
    this.#early = early;
    if (early.kind === 'paused') {
      const { job, context } = this.#around;
      const told = tellPause(job.id, early, context.options);
      told.catch((error: unknown) => this.stop(error));
    }
    this.#noMore.abort();
    this.#wake();
  }

  /** Starts nothing new, until it may go on. */
  rest(): void {
    this.end({ kind: 'left' });
  }

  /** Goes on beside what is in flight, if its job is to; says whether it can. */
  goOn(): boolean {
    if (this.#early === undefined) return true;
    if (!this.#isResting()) return false;
    this.#goOnIfAsked().catch((error: unknown) => this.stop(error));
    return true;
  }

  async run(): Promise<EarlyEnd | undefined> {
    for (;;) {
      while (this.#isFull()) await this.#nextEnd.promise;
      const nextEnd = this.#nextEnd.promise;
      if (this.#early === undefined && (await this.#startNext())) continue;
      if (this.#inFlight.size > 0) await nextEnd;
      else if (this.#early !== undefined || !this.#queue.mayHaveNext) return this.#early;
    }
  }

  /** Waits for what is in flight and gives back what has not ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#around.context.writer.drain();
    await this.#queue.release();
  }

  #isResting(): boolean {
    return this.#early?.kind === 'left' && !this.#isSpoilt && this.#inFlight.size > 0;
  }

  /** Takes the limits that the job has now. What its store says counts, however late that was asked. */
  async #goOnIfAsked(): Promise<void> {
    const { job: before, context, budget, signals } = this.#around;
    const { store, emit, observer } = context.options;
    const job = await store.getJob(before.id);
    const isAsked = job.status === 'running' && !signals.pause.aborted;
    const isSameGoal = job.options.max_executions === before.options.max_executions;
    if (!isAsked || !this.#isResting() || (this.#goal !== undefined && !isSameGoal)) return;
    this.#around.job = job;
    budget.limit(job);
    this.#early = undefined;
    this.#noMore = new AbortController();
    this.#either = AbortSignal.any([this.#stop.signal, this.#noMore.signal]);
    emit({ type: 'job:started', job_id: job.id, pipeline_id: job.pipeline_id });
    observer?.jobStarted(job);
    this.#wake();
  }

  get #concurrency(): number {
    return this.#around.job.options.concurrency ?? DEFAULT_CONCURRENCY;
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
    const { job, context } = this.#around;
    const { slots } = context;
    const either = this.#either;
    try {
      if (this.#queue.runsAlone) return await slots.acquireAll(either);
      return await slots.acquire(job.id, either);
    } catch (error) {
      this.#stop.signal.throwIfAborted();
      if (!either.aborted) throw error;
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
      await this.#queue.fill();
      return this.#early === undefined ? this.#queue.next() : undefined;
    }
    if (this.#running === 0) this.end(exceededEnd(exceeded));
    return undefined;
  }

  #start(execution: ClaimedExecution, release: ReleaseSlot): void {
    const stop = (reason: unknown): void => this.stop(reason);
    this.#running += 1;
    /** Until it is stored it is blamed for what happens here. */
    const isAlone = runsAlone(execution.kills);
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
        if (!isAlone) ran();
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
