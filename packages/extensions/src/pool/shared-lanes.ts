import type { HostLane } from './host-lane.js';
import type { HostProcess } from './host-process.js';

interface Generation {
  lane: HostLane;
  /** Open instances that run there. */
  users: number;
}

/**
 * Hosts by the time at which an instance was opened: it stays with the hosts of its time, which end
 * when none of their instances is open any more. So no host gathers versions of code.
 */
export class SharedLanes {
  readonly #create: () => HostLane;
  readonly #closed: Error;
  readonly #byInstance = new Map<number, Generation>();
  #current: Generation;

  /** @param closed what whoever still waits for a host is told when it ends */
  constructor(create: () => HostLane, closed: Error) {
    this.#create = create;
    this.#closed = closed;
    this.#current = { lane: create(), users: 0 };
  }

  /** Binds an instance to the hosts of now. */
  enter(instance: number): void {
    this.#current.users += 1;
    this.#byInstance.set(instance, this.#current);
  }

  /** The hosts of an instance. @throws Error when it is closed */
  of(instance: number): HostLane {
    const generation = this.#byInstance.get(instance);
    if (generation === undefined) throw new Error(`Instance ${instance} is closed.`);
    return generation.lane;
  }

  /** The hosts that may have made an instance; none when it is closed. */
  hostsOf(instance: number): Iterable<HostProcess> {
    return this.#byInstance.get(instance)?.lane.hosts ?? [];
  }

  /** Lets an instance go; the last one of a time that is over ends its hosts. */
  async leave(instance: number): Promise<void> {
    const generation = this.#byInstance.get(instance);
    this.#byInstance.delete(instance);
    if (generation === undefined) return;
    generation.users -= 1;
    if (generation !== this.#current && generation.users === 0) await this.#end(generation);
  }

  /** Instances opened from here on get new hosts. */
  renew(): void {
    const before = this.#current;
    this.#current = { lane: this.#create(), users: 0 };
    if (before.users === 0) void this.#end(before);
  }

  /** Ends all hosts. */
  async close(): Promise<void> {
    const all = new Set([this.#current, ...this.#byInstance.values()]);
    await Promise.all([...all].map((generation) => this.#end(generation)));
  }

  #end({ lane }: Generation): Promise<void> {
    return lane.close(this.#closed);
  }
}
