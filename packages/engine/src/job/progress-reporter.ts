import type { Clock, Job } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { jobOf } from './job-of.js';
import type { RunnerOptions } from './runner-options.js';

const INTERVAL_MS = 100;

/** Keeps a job’s row true for pollers and tells listeners, at most ten times a second. */
export class ProgressReporter {
  readonly #options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>;
  readonly #jobId: number;
  readonly #clock: Clock;
  readonly #hurry = new AbortController();
  /** Until when the running time is stored. */
  #countedAt: number;
  #nextAt: number;
  #step: CompiledStep | undefined;
  #isFinishing = false;
  #hasNews = false;
  #reporting: Promise<void> | undefined;

  constructor(jobId: number, options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>) {
    this.#jobId = jobId;
    this.#options = options;
    this.#clock = options.clock;
    this.#countedAt = options.clock.now();
    this.#nextAt = this.#countedAt + INTERVAL_MS;
  }

  /** Notes the step that started last. */
  started(step: CompiledStep): void {
    this.#step = step;
    this.#isFinishing = false;
  }

  /** Notes the job-wide step that runs. */
  finishing(step: CompiledStep): void {
    this.#step = step;
    this.#isFinishing = true;
    this.touch();
  }

  /** Something changed; reports soon. A report that fails is made up for by the next. */
  touch(): void {
    this.#hasNews = true;
    this.#reporting ??= this.#reportNews().catch(() => {
      this.#reporting = undefined;
    });
  }

  /** Reports what is still unreported, and ends. @throws when it can’t be stored */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#reporting;
    await this.#report();
  }

  async #reportNews(): Promise<void> {
    while (this.#hasNews) {
      await this.#pause();
      this.#hasNews = false;
      await this.#report();
    }
    this.#reporting = undefined;
  }

  /** Waits until the next report may be made, or `flush` is in a hurry. */
  async #pause(): Promise<void> {
    const left = this.#nextAt - this.#clock.now();
    if (left > 0) await Promise.allSettled([this.#clock.sleep(left, this.#hurry.signal)]);
  }

  async #report(): Promise<void> {
    const { store, emit } = this.#options;
    const now = this.#clock.now();
    const seconds = (now - this.#countedAt) / 1000;
    this.#nextAt = now + INTERVAL_MS;
    const job = jobOf(await store.getJob(this.#jobId));
    const place = this.#describe(job);
    await store.updateJob(this.#jobId, { ...place, add_running_time: seconds });
    this.#countedAt = now;
    emit({
      type: 'job:progress',
      job: { ...job, ...place, running_time: job.running_time + seconds },
    });
  }

  #describe(job: Job): { current_block: string; current_step: string } {
    const at = Math.min(job.current_seed + 1, job.total_seeds);
    return {
      current_block: this.#step?.type ?? '',
      current_step: this.#isFinishing ? 'finishing' : `${at} of ${job.total_seeds} executions`,
    };
  }
}
