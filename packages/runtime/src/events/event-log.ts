import { randomUUID } from 'node:crypto';
import type { Clock, EngineEvent, ExecutionsFinished, ServerEvent } from '@datagenflow/contracts';
import type { EventBus } from './event-bus.js';

const INTERVAL_MS = 100;
const KEPT = 1_000;

/** An event with its id, `<boot>-<n>`: unique over restarts, n counted from 1. */
export interface LoggedEvent {
  id: string;
  event: ServerEvent;
}

/** Takes logged events. Must not throw and must not wait. */
export type LogListener = (logged: LoggedEvent) => void;

/**
 * Numbers what the engine tells and keeps the newest 1,000 events, so that who was away for a moment
 * gets what it missed. Ends of executions are told together, per job at most ten times a second.
 */
export class EventLog implements Disposable {
  readonly #boot = randomUUID().slice(0, 8);
  readonly #clock: Clock;
  readonly #kept: LoggedEvent[] = [];
  readonly #listeners = new Set<LogListener>();
  readonly #counts = new Map<number, ExecutionsFinished['counts']>();
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  #last = 0;
  #isCounting = false;

  constructor(bus: Pick<EventBus, 'subscribe'>, clock: Clock) {
    this.#clock = clock;
    this.#unsubscribe = bus.subscribe((event) => this.#take(event));
  }

  /** Id of the newest event; it ends in 0 when there was none. */
  get lastId(): string {
    return this.#idOf(this.#last);
  }

  /** What came after the event of that id; undefined when that is not known any more. */
  since(id: string): LoggedEvent[] | undefined {
    const [, boot, number] = /^(\w+)-(\d+)$/.exec(id) ?? [];
    const missed = this.#last - Number(number);
    const isKnown = boot === this.#boot && missed >= 0 && missed <= this.#kept.length;
    if (!isKnown) return undefined;
    return missed === 0 ? [] : this.#kept.slice(-missed);
  }

  /** Listens until the answer is called. */
  subscribe(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    this.#listeners.clear();
    this.#stop.abort(new Error('The log was closed'));
  }

  #take(event: EngineEvent): void {
    if (event.type === 'execution:finished') {
      const counts = this.#counts.get(event.job_id) ?? {};
      counts[event.status] = (counts[event.status] ?? 0) + 1;
      this.#counts.set(event.job_id, counts);
      if (!this.#isCounting) void this.#tellCountsSoon();
      return;
    }
    if (event.type === 'job:finished') this.#tellCounts(event.job.id);
    this.#add(event);
  }

  async #tellCountsSoon(): Promise<void> {
    this.#isCounting = true;
    try {
      await this.#clock.sleep(INTERVAL_MS, this.#stop.signal);
    } catch {
      return;
    }
    this.#isCounting = false;
    for (const jobId of this.#counts.keys()) this.#tellCounts(jobId);
  }

  #tellCounts(job_id: number): void {
    const counts = this.#counts.get(job_id);
    if (counts === undefined) return;
    this.#counts.delete(job_id);
    this.#add({ type: 'execution:finished', job_id, counts });
  }

  #add(event: ServerEvent): void {
    this.#last += 1;
    const logged = { id: this.lastId, event };
    this.#kept.push(logged);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(logged);
  }

  #idOf(number: number): string {
    return `${this.#boot}-${number}`;
  }
}
