import type { Job } from '@datagenflow/contracts';
import ora, { type Ora } from 'ora';
import { describeProgress } from './describe-job.js';

/** Shows how a job gets on, on a terminal; says nothing in a pipe. */
export class ProgressLine implements Disposable {
  readonly #startedAt = performance.now();
  readonly #spinner: Ora | undefined;
  #endedBefore: number | undefined;

  constructor(isShown: boolean) {
    this.#spinner =
      isShown && process.stderr.isTTY
        ? ora({ text: 'Starting', discardStdin: false }).start()
        : undefined;
  }

  readonly tell = (job: Job): void => {
    this.#endedBefore ??= job.current_seed;
    if (this.#spinner === undefined) return;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    this.#spinner.text = describeProgress(job, { seconds, endedBefore: this.#endedBefore });
  };

  [Symbol.dispose](): void {
    this.#spinner?.stop();
  }
}
