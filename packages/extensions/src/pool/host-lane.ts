import { HostProcess } from './host-process.js';
import type { PoolOptions } from './pool-options.js';

/** How a lane uses its hosts. */
export interface LaneShape {
  maxHosts: number;
  perHost: number;
  startAnotherAt: number;
  /** Whether hosts are kept when nobody uses them. */
  keepsHosts: boolean;
}

/** A place in a host, given back by disposing of it. */
export interface Lease extends Disposable {
  readonly host: HostProcess;
  /** Has the host ended instead of used again. */
  spoil(): void;
}

/** Hosts that share a queue of work. They are started when needed and replaced when they end. */
export class HostLane {
  readonly #shape: LaneShape;
  readonly #options: PoolOptions;
  /** Hosts to be used, with their number of leases. */
  readonly #loads = new Map<HostProcess, number>();
  /** Hosts whose process has not ended. */
  readonly #processes = new Set<HostProcess>();
  /** Hosts that end when nobody uses them any more, however the lane keeps its hosts. */
  readonly #stale = new WeakSet<HostProcess>();
  readonly #waiting = new Set<PromiseWithResolvers<Lease>>();
  readonly #closed = new AbortController();

  constructor(shape: LaneShape, options: PoolOptions) {
    this.#shape = shape;
    this.#options = options;
  }

  /** Hosts in use or kept for it. */
  get hosts(): Iterable<HostProcess> {
    return this.#loads.keys();
  }

  /** Waits for a place. @throws the signal’s reason; a system error when no host can be forked. */
  async acquire(signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    this.#closed.signal.throwIfAborted();
    const place = Promise.withResolvers<Lease>();
    const leave = (): void => {
      if (this.#waiting.delete(place)) place.reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.add(place);
    this.#fill();
    try {
      return await place.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Starts a host for who comes next, unless there is one. What fails then fails for them too. */
  prepare(): void {
    if (this.#closed.signal.aborted || this.#loads.size > 0) return;
    try {
      this.#start();
    } catch {
      return;
    }
  }

  /** Replaces all hosts: at once, or when those who use them have given them back. */
  renew(): void {
    for (const [host, load] of this.#loads) {
      if (load === 0) this.#retire(host);
      else this.#stale.add(host);
    }
  }

  /** Ends all hosts. Who waits for a place gets `reason`. */
  async close(reason: Error): Promise<void> {
    this.#closed.abort(reason);
    for (const place of this.#waiting) place.reject(reason);
    this.#waiting.clear();
    await Promise.all([...this.#processes].map((host) => host[Symbol.asyncDispose]()));
  }

  #fill(): void {
    for (const place of this.#waiting) {
      try {
        const host = this.#findHost();
        if (host === undefined) return;
        place.resolve(this.#lease(host));
      } catch (error) {
        place.reject(error);
      }
      this.#waiting.delete(place);
    }
  }

  #findHost(): HostProcess | undefined {
    const { maxHosts, perHost, startAnotherAt } = this.#shape;
    for (const host of this.#loads.keys()) if (!host.isAlive) this.#loads.delete(host);
    const fresh = [...this.#loads].filter(([host]) => !this.#stale.has(host));
    const [least] = fresh.sort(([, a], [, b]) => a - b);
    const mayStart = this.#loads.size < maxHosts;
    if (least !== undefined && least[1] < (mayStart ? startAnotherAt : perHost)) return least[0];
    return mayStart ? this.#start() : undefined;
  }

  #start(): HostProcess {
    const host = new HostProcess(this.#options);
    this.#loads.set(host, 0);
    this.#processes.add(host);
    void host.ended.then(() => {
      this.#processes.delete(host);
      this.#fill();
    });
    return host;
  }

  #lease(host: HostProcess): Lease {
    this.#loads.set(host, (this.#loads.get(host) ?? 0) + 1);
    return {
      host,
      spoil: () => this.#retire(host),
      [Symbol.dispose]: () => this.#release(host),
    };
  }

  #release(host: HostProcess): void {
    const load = this.#loads.get(host);
    if (load !== undefined) this.#loads.set(host, load - 1);
    if (load === 1 && this.#stale.has(host)) this.#retire(host);
    this.#fill();
    if (this.#loads.get(host) === 0 && !this.#shape.keepsHosts) this.#retire(host);
  }

  /** Out of the lane at once, ended in the background. */
  #retire(host: HostProcess): void {
    this.#loads.delete(host);
    void host[Symbol.asyncDispose]();
  }
}
