import { statSync } from 'node:fs';

const LOOK_MS = 100;

/** The size of a write-ahead log while it is watched, ten times a second. */
export interface WatchedLog extends Disposable {
  /** Bytes it took when it took most. */
  readonly most: number;
  readonly looks: number;
}

/** Watches the write-ahead log of a database until it is disposed of. */
export function watchLog(databasePath: string): WatchedLog {
  const seen = { most: 0, looks: 0 };
  const look = (): void => {
    seen.most = Math.max(seen.most, sizeOfLog(databasePath));
    seen.looks += 1;
  };
  const looking = setInterval(look, LOOK_MS);
  return Object.assign(seen, { [Symbol.dispose]: () => clearInterval(looking) });
}

/** Bytes that the write-ahead log of a database takes; 0 without one. */
export function sizeOfLog(databasePath: string): number {
  return statSync(`${databasePath}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
