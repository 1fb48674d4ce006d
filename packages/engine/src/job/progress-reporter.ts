import type { Clock, Job } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import type { RunnerOptions } from './runner-options.js';

const INTERVAL_MS = 100;

/** Keeps a job’s row true for pollers and tells listeners, at most ten times a second. */
export class ProgressReporter {
  readonly #options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>;
  readonly #jobId: number;
  readonly #clock: Clock;
  #lastAt: number;
  #step: CompiledStep | undefined;
  #pending: Promise<void> | undefined;
  #failure: unknown;

  constructor(jobId: number, options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>) {
    this.#jobId = jobId;
    this.#options = options;
    this.#clock = options.clock;
    this.#lastAt = options.clock.now();
  }

  /** Notes the step that started last. */
  started(step: CompiledStep): void {
    this.#step = step;
  }

  /** Something changed; reports soon. */
  touch(): void {
    this.#pending ??= this.#reportLater().catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Reports what is still unreported, and ends. @throws what kept an earlier report from being stored */
  async flush(): Promise<void> {
    await this.#pending;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#report();
  }

  async #reportLater(): Promise<void> {
    await this.#clock.sleep(Math.max(0, this.#lastAt + INTERVAL_MS - this.#clock.now()));
    await this.#report();
    this.#pending = undefined;
  }

  async #report(): Promise<void> {
    const { store, emit } = this.#options;
    const now = this.#clock.now();
    const seconds = (now - this.#lastAt) / 1000;
    this.#lastAt = now;
    const job = await store.getJob(this.#jobId);
    const place = this.#describe(job);
    await store.updateJob(this.#jobId, { ...place, add_running_time: seconds });
    emit({
      type: 'job:progress',
      job: { ...job, ...place, running_time: job.running_time + seconds },
    });
  }

  #describe(job: Job): { current_block: string; current_step: string } {
    const at = Math.min(job.current_seed + 1, job.total_seeds);
    return {
      current_block: this.#step?.type ?? '',
      current_step: `${at} of ${job.total_seeds} executions`,
    };
  }
}
