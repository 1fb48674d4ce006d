import {
  orAborted,
  type BlockPass,
  type FinishInput,
  type FinishPass,
  type StepInput,
  type StepResult,
} from '@datagenflow/block-sdk/host';
import {
  BlockExecutionError,
  type BlockDescription,
  type JsonObject,
  type Source,
} from '@datagenflow/contracts';
import type { BlockCode, HostRequest, InspectedExport, InstanceSpec } from '../wire/messages.js';
import { abortAfter } from './abort-after.js';
import { HostDeath } from './host-death.js';
import { HostLane, type Lease } from './host-lane.js';
import type { HostProcess } from './host-process.js';
import { completePoolOptions, type PoolOptions } from './pool-options.js';
import { SharedLanes } from './shared-lanes.js';

const MAX_TRIES = 2;
const NEVER = new AbortController().signal;

/** All block hosts of a process. They start when they are needed. */
export class HostPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  /** Tells what modules hold, in a host that nothing has been loaded into before. */
  readonly #inspection: HostLane;
  /** Answers what blocks do with a config; runs nothing. */
  readonly #desk: HostLane;
  /** Runs executions side by side. */
  readonly #shared: SharedLanes;
  /** Runs, one at a time, what a host held when it died. */
  readonly #alone: HostLane;
  /** Runs job-wide blocks, each in a host of its own. */
  readonly #finishing: HostLane;
  #lastInstance = 0;

  constructor(options?: Partial<PoolOptions>) {
    this.#options = completePoolOptions(options);
    const single = { maxHosts: 1, perHost: 1, startAnotherAt: 1 };
    this.#inspection = new HostLane({ ...single, keepsHosts: false }, this.#options);
    this.#desk = new HostLane({ ...single, keepsHosts: true }, this.#options);
    this.#shared = new SharedLanes(
      () => new HostLane({ ...this.#options, keepsHosts: true }, this.#options),
      hostsClosed(),
    );
    this.#alone = new HostLane({ ...single, keepsHosts: false }, this.#options);
    const { maxHosts } = this.#options;
    this.#finishing = new HostLane({ ...single, maxHosts, keepsHosts: false }, this.#options);
  }

  /** Starts the host that will be asked what a module holds: that takes longer than asking it. */
  prepareInspection(): void {
    this.#inspection.prepare();
  }

  /** Ends that host when nobody has asked it. */
  endPreparation(): void {
    this.#inspection.renew();
  }

  /**
   * Loads a module in a new host and tells its blocks.
   * @throws what the module throws; BlockExecutionError `host_crashed` or `load_timeout`
   */
  async inspect(file: string, source: Source): Promise<InspectedExport[]> {
    using lease = await this.#inspection.acquire(NEVER);
    try {
      return await this.#load(lease, file, source);
    } catch (error) {
      throw error instanceof HostDeath ? crashed('It could not be loaded', error) : error;
    }
  }

  /**
   * What a block does with a config.
   * @throws ConfigError; BlockExecutionError `host_crashed` or `describe_timeout`
   */
  async describe(
    type: string,
    code: BlockCode,
    source: Source,
    config: JsonObject,
  ): Promise<BlockDescription> {
    const request: HostRequest = { type: 'describe', code, config };
    const { describeLimitMs } = this.#options;
    const late = slow(
      'describe_timeout',
      `Block '${type}' took to describe itself`,
      describeLimitMs,
    );
    for (let tries = 1; ; tries += 1) {
      using lease = await this.#desk.acquire(NEVER);
      try {
        await this.#load(lease, code.file, source);
        return await withLimit(describeLimitMs, late, lease, request);
      } catch (error) {
        if (tries < MAX_TRIES && (error instanceof HostDeath || !lease.host.isAlive)) continue;
        if (!(error instanceof HostDeath)) throw error;
        throw crashed(`Block '${type}' could not be described`, error);
      }
    }
  }

  /** An instance to be executed. Hosts make it when they first need it. */
  createInstance(type: string, code: BlockCode, config: JsonObject): InstanceSpec {
    this.#lastInstance += 1;
    this.#shared.enter(this.#lastInstance);
    return { id: this.#lastInstance, type, code, config };
  }

  /**
   * Runs an instance once. When a host dies, all that it held runs again, one at a time.
   * @throws what the block throws; the reason of `cancel`; that of a pass whose time was up;
   * BlockExecutionError `host_crashed` when it has ended its host twice while nothing else ran there.
   */
  async execute(
    instance: InstanceSpec,
    input: StepInput,
    connect: () => BlockPass,
    cancel: AbortSignal,
  ): Promise<StepResult> {
    const request: HostRequest = { type: 'execute', instance: instance.id, input };
    let lane = this.#shared.of(instance.id);
    for (let crashes = 0; ; lane = this.#alone) {
      using lease = await lane.acquire(cancel);
      let pass: BlockPass | undefined;
      try {
        await orAborted(lease.host.ready, cancel);
        lease.host.open(instance);
        pass = connect();
        return await orAborted(lease.host.run<StepResult>(request, pass), cancel);
      } catch (error) {
        if (pass?.signal.aborted && lane === this.#alone) lease.spoil();
        if (!(error instanceof HostDeath)) throw error;
        if (error.isAlone && pass?.signal.aborted) throw pass.signal.reason;
        if (error.isAlone) crashes += 1;
        if (crashes < MAX_TRIES) continue;
        throw crashed(`Block '${instance.type}' could not finish`, error);
      }
    }
  }

  /**
   * Runs an instance of a job-wide block once, alone in its host.
   * @throws as {@link execute}; BlockExecutionError `host_crashed` when it ends its host
   */
  async finish(
    instance: InstanceSpec,
    input: FinishInput,
    connect: () => FinishPass,
    cancel: AbortSignal,
  ): Promise<void> {
    using lease = await this.#finishing.acquire(cancel);
    let pass: FinishPass | undefined;
    try {
      await orAborted(lease.host.ready, cancel);
      lease.host.open(instance);
      pass = connect();
      const request: HostRequest = { type: 'finish', instance: instance.id, input };
      await orAborted(lease.host.run<void>(request, pass), cancel);
      await closeIn(lease.host, instance.id, this.#options.loadLimitMs);
    } catch (error) {
      lease.spoil();
      if (!(error instanceof HostDeath)) throw error;
      if (pass?.signal.aborted) throw pass.signal.reason;
      throw crashed(`Block '${instance.type}' could not finish`, error);
    }
  }

  /** Disposes of an instance in every host that has made it. */
  async closeInstance(id: number): Promise<void> {
    const hosts = [...this.#shared.hostsOf(id), ...this.#alone.hosts];
    const { loadLimitMs } = this.#options;
    try {
      await Promise.all(hosts.map((host) => closeIn(host, id, loadLimitMs)));
    } finally {
      await this.#shared.leave(id);
    }
  }

  /** Has hosts that hold old code end: those that run it when it is no longer used, others now. */
  renew(): void {
    this.#desk.renew();
    this.#shared.renew();
  }

  /** Ends all hosts. What still runs is rejected. */
  async [Symbol.asyncDispose](): Promise<void> {
    const reason = hostsClosed();
    const lanes = [this.#inspection, this.#desk, this.#alone, this.#finishing];
    await Promise.all([this.#shared.close(), ...lanes.map((lane) => lane.close(reason))]);
  }

  async #load(lease: Lease, file: string, source: Source): Promise<InspectedExport[]> {
    const { loadLimitMs } = this.#options;
    await lease.host.ready;
    const late = slow('load_timeout', 'It took to load', loadLimitMs);
    return withLimit(loadLimitMs, late, lease, { type: 'inspect', file, source });
  }
}

function hostsClosed(): BlockExecutionError {
  return new BlockExecutionError('The block hosts were shut down.', { code: 'hosts_closed' });
}

/** A host that dies has disposed of everything. */
async function closeIn(host: HostProcess, id: number, limitMs: number): Promise<void> {
  using limit = abortAfter(limitMs, slow('dispose_timeout', 'dispose() took', limitMs));
  try {
    await host.close(id, limit.signal);
  } catch (error) {
    if (!(error instanceof HostDeath)) throw error;
  }
}

/** Asks a host that is ended when it takes longer. */
async function withLimit<T>(
  limitMs: number,
  late: Error,
  { host, spoil }: Lease,
  request: HostRequest,
): Promise<T> {
  using limit = abortAfter(limitMs, late);
  limit.signal.addEventListener('abort', spoil);
  return await host.request<T>(request, limit.signal);
}

function slow(code: string, what: string, limitMs: number): BlockExecutionError {
  return new BlockExecutionError(
    `${what} longer than ${limitMs} ms. Do what takes long in setup() or execute().`,
    { code, detail: { limit_ms: limitMs } },
  );
}

function crashed(what: string, { end }: HostDeath): BlockExecutionError {
  return new BlockExecutionError(`${what}: its block host ${end.reason}.`, {
    code: 'host_crashed',
    detail: { reason: end.reason, exit_code: end.exitCode, signal: end.signal },
  });
}
