import type { Clock, Job } from '@datagenflow/contracts';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { jobOf } from './job-of.js';
import type { RunnerOptions } from './runner-options.js';

const INTERVAL_MS = 100;
/** So often the running time is stored of a job in which nothing else changes. */
const BEAT_MS = 5_000;

/**
 * Keeps a job’s row true for pollers and tells listeners: a tenth of a second after something
 * changed, and from then on every five seconds when nothing does, until `flush`.
 */
export class ProgressReporter {
  readonly #options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>;
  readonly #jobId: number;
  readonly #clock: Clock;
  readonly #hurry = new AbortController();
  /** Until when the running time is stored. */
  #countedAt: number;
  #block: string | undefined;
  #isFinishing = false;
  #hasNews = false;
  #reporting: Promise<void> | undefined;
  #beating: Promise<void> | undefined;

  constructor(jobId: number, options: Pick<RunnerOptions, 'store' | 'clock' | 'emit'>) {
    this.#jobId = jobId;
    this.#options = options;
    this.#clock = options.clock;
    this.#countedAt = options.clock.now();
  }

  /** Notes the step that started last. */
  started({ type }: Pick<CompiledStep, 'type'>): void {
    this.#block = type;
    this.#isFinishing = false;
    this.touch();
  }

  /** Notes the job-wide step that runs. */
  finishing({ type }: Pick<CompiledStep, 'type'>): void {
    this.#block = type;
    this.#isFinishing = true;
    this.touch();
  }

  /** Something changed; reports soon. A report that fails is made up for by the next. */
  touch(): void {
    this.#hasNews = true;
    this.#beating ??= this.#beat();
    this.#reporting ??= this.#reportNews().catch(() => {
      this.#reporting = undefined;
    });
  }

  /** Reports what is still unreported, and ends. @throws when it can’t be stored */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await this.#beating;
    await this.#reporting;
    await this.#report();
  }

  async #reportNews(): Promise<void> {
    while (this.#hasNews) {
      await this.#wait(INTERVAL_MS);
      this.#hasNews = false;
      await this.#report();
    }
    this.#reporting = undefined;
  }

  /** A runner that dies loses no more of the running time than that. */
  async #beat(): Promise<void> {
    for (;;) {
      await this.#wait(BEAT_MS);
      if (this.#hurry.signal.aborted) return;
      this.touch();
    }
  }

  /** Waits so long, or until `flush` is in a hurry. */
  async #wait(ms: number): Promise<void> {
    await Promise.allSettled([this.#clock.sleep(ms, this.#hurry.signal)]);
  }

  async #report(): Promise<void> {
    const { store, emit } = this.#options;
    const now = this.#clock.now();
    const seconds = (now - this.#countedAt) / 1000;
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
      current_block: this.#block ?? job.current_block,
      current_step: this.#isFinishing ? 'finishing' : `${at} of ${job.total_seeds} executions`,
    };
  }
}
