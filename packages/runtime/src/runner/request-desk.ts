import { toWireError } from '@datagenflow/extensions';
import type { FromRunner, RunnerRequest } from './messages.js';
import type { Runner } from './runner.js';

/** Serves what a server asks of the runner in this process. */
export class RequestDesk {
  readonly #runner: Runner;
  readonly #post: (message: FromRunner) => void;
  readonly #open = new Map<number, AbortController>();

  constructor(runner: Runner, post: (message: FromRunner) => void) {
    this.#runner = runner;
    this.#post = post;
  }

  /** Takes a request; the answer follows when there is one. */
  take({ id, method, args }: RunnerRequest): void {
    const controller = new AbortController();
    this.#open.set(id, controller);
    const serve = this.#runner[method].bind(this.#runner) as (...args: unknown[]) => unknown;
    void this.#answer(id, async () => serve(...args, controller.signal));
  }

  /** Gives up on a request that nobody waits for any more. */
  abort(id: number): void {
    this.#open.get(id)?.abort(new Error('Nobody waits for this any more'));
  }

  async #answer(id: number, work: () => Promise<unknown>): Promise<void> {
    try {
      this.#post({ type: 'answer', id, outcome: { ok: true, value: await work() } });
    } catch (error) {
      this.#post({ type: 'answer', id, outcome: { ok: false, error: toWireError(error) } });
    } finally {
      this.#open.delete(id);
    }
  }
}
