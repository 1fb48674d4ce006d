import { readdir, readlink } from 'node:fs/promises';

/**
 * Ids of the processes that work in a directory, as a server does in the one where it was started,
 * its runner and its block hosts. Looked for on Linux only; elsewhere there are none.
 */
export async function processesIn(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const places = pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => ''));
  const found = await Promise.all(places);
  return pids.filter((_, index) => found[index] === directory).map(Number);
}
