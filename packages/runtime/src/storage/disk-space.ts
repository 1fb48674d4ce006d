import { statfs } from 'node:fs/promises';
import { DataGenFlowError } from '@datagenflow/contracts';

/** What stays free for what is under way: a share of a large disk would be no emergency. */
const RESERVED_BYTES = 64 * 1024 ** 2;
/** So much is written between two looks at the disk. */
const PORTION_BYTES = 64 * 1024 ** 2;

/** How many bytes a directory’s disk has left. */
export type ReadFreeBytes = (directory: string) => Promise<number>;

/** The room on the disk of a directory, 64 MB aside. */
export class DiskSpace {
  readonly #directory: string;
  readonly #readFreeBytes: ReadFreeBytes;
  #portion = 0;

  constructor(directory: string, readFreeBytes: ReadFreeBytes = readFreeBytesOf) {
    this.#directory = directory;
    this.#readFreeBytes = readFreeBytes;
  }

  /** @throws DataGenFlowError `disk_full` (507) unless there is room for so many bytes */
  async check(bytes = 0): Promise<void> {
    const free = await this.#readFreeBytes(this.#directory);
    const room = free - RESERVED_BYTES;
    this.#portion = Math.min(room, PORTION_BYTES);
    if (bytes > room) throw diskFull(free);
  }

  /**
   * Takes room for what is written next. The disk is looked at every 64 MB, whoever takes them.
   * @throws DataGenFlowError `disk_full` (507)
   */
  async take(bytes: number): Promise<void> {
    if (bytes > this.#portion) await this.check(bytes);
    this.#portion -= bytes;
  }
}

function diskFull(free: number): DataGenFlowError {
  const reserve = RESERVED_BYTES / 1024 ** 2;
  return new DataGenFlowError(
    'disk_full',
    `The disk of the data directory has ${Math.floor(free / 1024 ** 2)} MB left, and ${reserve} MB are kept for what is under way. Make room on it, or delete old jobs and backups, then try again.`,
    { status: 507, detail: { free, reserved: RESERVED_BYTES } },
  );
}

async function readFreeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
