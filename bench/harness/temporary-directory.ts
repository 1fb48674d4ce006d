import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory that is gone once it is disposed of. */
export async function createTemporaryDirectory(): Promise<{ path: string } & AsyncDisposable> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'datagenflow-bench-')));
  return {
    path: directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
