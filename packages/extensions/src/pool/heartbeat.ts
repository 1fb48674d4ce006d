/** What a heartbeat needs. */
export interface HeartbeatOptions {
  pingMs: number;
  unresponsiveMs: number;
  ping(): void;
  onSilence(): void;
}

/**
 * Pings while it runs and notices silence. Silence is counted in own ticks, not by the clock: a
 * pause of this process, or of the whole machine, counts as one.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | undefined;
  #silentTicks = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Runs or rests. */
  set isOn(isOn: boolean) {
    if (isOn === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#silentTicks = 0;
    this.#timer = isOn ? setInterval(() => this.#tick(), this.#options.pingMs) : undefined;
  }

  /** A sign of life. */
  note(): void {
    this.#silentTicks = 0;
  }

  #tick(): void {
    const { pingMs, unresponsiveMs, ping, onSilence } = this.#options;
    if (this.#silentTicks * pingMs >= unresponsiveMs) return onSilence();
    this.#silentTicks += 1;
    ping();
  }
}
