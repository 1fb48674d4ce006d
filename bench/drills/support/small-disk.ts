import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const CHUNKS = [1024 ** 2, 4_096];

/** A disk in memory of so many MB, mounted at `directory`, which is made. */
export async function mountSmallDisk(directory: string, megabytes: number): Promise<SmallDisk> {
  await mkdir(directory);
  await promisify(execFile)('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${megabytes}m`,
    'tmpfs',
    directory,
  ]);
  return new SmallDisk(directory);
}

/** A disk that can be full. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #ballast: string;

  constructor(directory: string) {
    this.path = directory;
    this.#ballast = path.join(directory, 'ballast');
  }

  /** Leaves room for nothing. */
  async fill(): Promise<void> {
    const file = await open(this.#ballast, 'a');
    try {
      for (const size of CHUNKS) while (await append(Buffer.alloc(size)));
    } finally {
      await file.close();
    }

    async function append(chunk: Buffer): Promise<boolean> {
      try {
        return (await file.write(chunk)).bytesWritten === chunk.length;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
        throw error;
      }
    }
  }

  /** Gives back what {@link fill} took. */
  async makeRoom(): Promise<void> {
    await rm(this.#ballast);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await promisify(execFile)('umount', [this.path]);
  }
}
