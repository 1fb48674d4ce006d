import { availableParallelism } from 'node:os';
import type { LogLine } from '@datagenflow/contracts';

/** How block hosts are run. */
export interface PoolOptions {
  /** Hosts that share the work; one more each for describing blocks and for running suspects. */
  maxHosts: number;
  /** Executions at once in a host. */
  perHost: number;
  /** A further host is started when each has this many. */
  startAnotherAt: number;
  /** How often a busy host is asked whether it lives, and how long it may stay silent. */
  pingMs: number;
  unresponsiveMs: number;
  /** How long a host may take to notice an abort. */
  abortAckMs: number;
  /** Resident memory at which a host is replaced. */
  maxMemoryMb: number;
  /** How long a host may take to start, a module to load, a block to describe itself. */
  startLimitMs: number;
  loadLimitMs: number;
  describeLimitMs: number;
  /** Second user that hosts run under. Needs the right to change it. */
  uid?: number;
  gid?: number;
  /** Lines that no execution wrote: while a module loads, or later from its background work. */
  onOutput(line: LogLine): void;
}

/** The defaults, overridden. */
export function completePoolOptions(options: Partial<PoolOptions> = {}): PoolOptions {
  return {
    maxHosts: Math.min(4, Math.max(1, availableParallelism() - 1)),
    perHost: 64,
    startAnotherAt: 8,
    pingMs: 1_000,
    unresponsiveMs: 3_000,
    abortAckMs: 1_000,
    maxMemoryMb: 1_024,
    startLimitMs: 30_000,
    loadLimitMs: 10_000,
    describeLimitMs: 1_000,
    onOutput: () => undefined,
    ...options,
  };
}
