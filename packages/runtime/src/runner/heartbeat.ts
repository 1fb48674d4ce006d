import type { Clock } from '@datagenflow/contracts';

const BEAT_MS = 5_000;
const SILENT_BEATS = 12;

/**
 * Notices when another process has stopped answering. Beats are counted, not time: while this
 * process stands still itself, or the whole machine does, none is missed.
 */
export class Heartbeat {
  readonly #clock: Clock;
  #silentBeats = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something was heard of it. */
  heard(): void {
    this.#silentBeats = 0;
  }

  /**
   * Pings every five seconds. Resolves to true when nothing was heard for a minute, to false when
   * the signal aborts before.
   */
  async watch(ping: () => void, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (this.#silentBeats === SILENT_BEATS) return true;
      this.#silentBeats += 1;
      ping();
      await this.#clock.sleep(BEAT_MS, signal).catch(() => undefined);
    }
    return false;
  }
}
