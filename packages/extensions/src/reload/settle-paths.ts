import { stat } from 'node:fs/promises';
import type { Clock } from '@datagenflow/contracts';

/** When a change of a path counts. */
export interface SettleOptions {
  /** For so long nothing may happen to the path. */
  debounceMs: number;
  clock: Clock;
}

/**
 * Waits for each path on its own until it has come to rest: nothing was noted for the time of the
 * debounce, and its size and time of change are what they were when that began.
 */
export class SettlePaths implements Disposable {
  readonly #options: SettleOptions;
  readonly #settled: (path: string) => void;
  readonly #waiting = new Map<string, AbortController>();

  constructor(options: SettleOptions, settled: (path: string) => void) {
    this.#options = options;
    this.#settled = settled;
  }

  /** Something happened to a path. */
  note(path: string): void {
    this.#waiting.get(path)?.abort();
    const moved = new AbortController();
    this.#waiting.set(path, moved);
    void this.#wait(path, moved.signal).catch(() => undefined);
  }

  [Symbol.dispose](): void {
    for (const waiting of this.#waiting.values()) waiting.abort();
    this.#waiting.clear();
  }

  async #wait(path: string, moved: AbortSignal): Promise<void> {
    const { clock, debounceMs } = this.#options;
    let before = await stateOf(path);
    for (;;) {
      moved.throwIfAborted();
      await clock.sleep(debounceMs, moved);
      const now = await stateOf(path);
      moved.throwIfAborted();
      if (now === before) break;
      before = now;
    }
    this.#waiting.delete(path);
    this.#settled(path);
  }
}

async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? 'gone' : `${found.size} ${found.mtimeMs}`;
}
