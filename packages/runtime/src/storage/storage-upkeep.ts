import type { Clock } from '@datagenflow/contracts';
import type { Maintenance, Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { BackgroundChore } from '../runner/background-chore.js';
import { pruneStorage } from './prune-storage.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MB = 1024 ** 2;
/** A log this long is one that something keeps from being emptied. */
const LONG_LOG_MB = 256;

/** What it takes to look after the storage. */
export interface StorageUpkeepParts {
  storage: {
    jobs: Pick<Storage['jobs'], 'active'>;
    maintenance: Pick<Maintenance, 'pruneCalls' | 'measureLog' | 'emptyLog'>;
  };
  config: Pick<RuntimeConfig, 'retention'>;
  clock: Clock;
  /** Told what could not be done, and what someone should look at. */
  warn(message: string): void;
}

/** What the storage needs whatever is asked of it. */
export class StorageUpkeep implements AsyncDisposable {
  readonly #parts: StorageUpkeepParts;
  readonly #retention: BackgroundChore;
  readonly #log: BackgroundChore;
  #wasIdle = false;
  #isToldOfLog = false;

  constructor(parts: StorageUpkeepParts) {
    this.#parts = parts;
    const { warn } = parts;
    this.#retention = new BackgroundChore(
      (signal) => this.#prune(signal),
      (error) => warn(`Old calls still take room: ${String(error)}`),
    );
    this.#log = new BackgroundChore(
      () => this.#lookAtLog(),
      (error) => warn(`The write-ahead log of the database was not emptied: ${String(error)}`),
    );
  }

  /** Looks at everything now; at what is kept every hour, at the write-ahead log every minute. */
  start(): void {
    const { clock } = this.#parts;
    this.#retention.repeat(HOUR_MS, clock);
    this.#log.repeat(MINUTE_MS, clock);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#retention[Symbol.asyncDispose](), this.#log[Symbol.asyncDispose]()]);
  }

  /** Removes what the settings keep no longer. */
  async #prune(signal: AbortSignal): Promise<void> {
    const { days, megabytes } = this.#parts.config.retention;
    if (days === undefined && megabytes === undefined) return;
    const limits = {
      ...(days === undefined ? {} : { older_than_days: days }),
      ...(megabytes === undefined ? {} : { max_mb: megabytes }),
    };
    await pruneStorage(this.#parts, limits, signal);
  }

  /** Empties the log when no job has run since the last look, and tells once when it is long. */
  async #lookAtLog(): Promise<void> {
    const { storage, warn } = this.#parts;
    const megabytes = (await storage.maintenance.measureLog()) / MB;
    const isLong = megabytes > LONG_LOG_MB;
    if (isLong && !this.#isToldOfLog) warn(longLog(megabytes));
    this.#isToldOfLog = isLong;
    const isIdle = (await storage.jobs.active()) === null;
    if (megabytes > 0 && isIdle && this.#wasIdle) await storage.maintenance.emptyLog();
    this.#wasIdle = isIdle;
  }
}

function longLog(megabytes: number): string {
  return (
    `The write-ahead log of the database takes ${Math.round(megabytes)} MB: something keeps reading ` +
    'the database, such as another program that has it open. Close that; the log is emptied when no job runs.'
  );
}
