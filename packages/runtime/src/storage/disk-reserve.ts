import { randomBytes } from 'node:crypto';
import { open, truncate } from 'node:fs/promises';
import type { Reserve } from '@datagenflow/engine';
import type { RuntimeConfig } from '../config.js';

const RESERVE_BYTES = 1024 ** 2;

/**
 * A file of 1 MB that does nothing but take room. It stays when its process ends, for the next may
 * start on a full disk. Where it can’t be made there is no reserve, which is no error.
 */
export class DiskReserve implements Reserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async free(): Promise<void> {
    await truncate(this.#path).catch(() => undefined);
  }

  async refill(): Promise<boolean> {
    try {
      await fill(this.#path);
      return true;
    } catch (error) {
      return !isDiskFull(error);
    }
  }
}

/**
 * The reserve beside the SQLite file of a config: all of it or, on a disk that has not even that, as
 * yet none. What PostgreSQL stores is on a disk of its own.
 */
export async function openReserve({
  databaseUrl,
  databasePath,
}: Pick<RuntimeConfig, 'databaseUrl' | 'databasePath'>): Promise<DiskReserve | undefined> {
  if (databaseUrl !== undefined || databasePath === ':memory:') return undefined;
  const reserve = new DiskReserve(`${databasePath}-reserve`);
  if (!(await reserve.refill())) await reserve.free();
  return reserve;
}

/** With noise, which no file system keeps in less room. */
async function fill(path: string): Promise<void> {
  await using file = await open(path, 'a');
  const { size } = await file.stat();
  if (size >= RESERVE_BYTES) return;
  await file.appendFile(randomBytes(RESERVE_BYTES - size));
  await file.sync();
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
