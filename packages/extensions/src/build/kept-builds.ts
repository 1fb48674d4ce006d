import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlockCode } from '../wire/messages.js';

/** Another process may have built a file just now, and load it in a moment. */
const MIN_AGE_MS = 60 * 60_000;

/**
 * The builds of a directory that may still be loaded. A job opens its blocks when it gets to them
 * and its hosts are replaced when they die, so a build is in use while something refers to the
 * code that names it: the catalog, a compiled pipeline, an open instance.
 */
export class KeptBuilds {
  readonly directory: string;
  #codes: WeakRef<BlockCode>[] = [];

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Keeps the build of `code` for as long as that object lives. */
  keep(code: BlockCode): void {
    this.#codes.push(new WeakRef(code));
  }

  /** Removes what is not used and older than an hour. What can’t be removed waits for the next time. */
  async prune(now: number): Promise<void> {
    this.#codes = this.#codes.filter((code) => code.deref() !== undefined);
    const used = new Set(this.#codes.map((code) => code.deref()?.file));
    const names = await readdir(this.directory).catch(() => []);
    const unused = names.map((name) => join(this.directory, name)).filter((at) => !used.has(at));
    await Promise.allSettled(unused.map((path) => removeOlder(path, now - MIN_AGE_MS)));
  }
}

async function removeOlder(path: string, time: number): Promise<void> {
  const { mtimeMs } = await stat(path);
  if (mtimeMs < time) await rm(path);
}
