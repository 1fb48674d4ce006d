import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FailPoint } from '@datagenflow/contracts';

const MODULES = 'node_modules';
const MANIFEST = 'package.json';
const ASIDE = 'installing-';
const BEFORE = 'node_modules.before';

/** The tree beside the one in use. Disposing of it removes it, and leaves what was taken over. */
export interface TreeAside extends AsyncDisposable {
  /** Holds `node_modules` and `package.json`. */
  directory: string;
  modulesDir: string;
  /** Takes it into use. Ended in the middle, the next {@link restorePackages} sets it right. */
  takeOver(): Promise<void>;
}

/**
 * Brings a directory back in order in which an installation may have been interrupted: the tree that
 * was in use is in use, and nothing lies beside it.
 */
export async function restorePackages(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const [modules, before] = [join(directory, MODULES), join(directory, BEFORE)];
  if (!existsSync(modules) && existsSync(before)) await rename(before, modules);
  const rest = (await readdir(directory)).filter((name) => name.startsWith(ASIDE));
  for (const name of [...rest, BEFORE]) await remove(join(directory, name));
  const manifest = join(directory, MANIFEST);
  if (!existsSync(manifest)) await writeFile(manifest, '{ "private": true }\n');
}

/** Copies the tree in use. */
export async function copyAside(
  directory: string,
  id: string,
  failPoint: FailPoint,
): Promise<TreeAside> {
  const aside = join(directory, `${ASIDE}${id}`);
  const modulesDir = join(aside, MODULES);
  try {
    await mkdir(modulesDir, { recursive: true });
    for (const name of [MODULES, MANIFEST]) {
      const from = join(directory, name);
      if (existsSync(from))
        await cp(from, join(aside, name), { recursive: true, verbatimSymlinks: true });
    }
  } catch (error) {
    await remove(aside);
    throw error;
  }
  const takeOver = async (): Promise<void> => {
    const [modules, before] = [join(directory, MODULES), join(directory, BEFORE)];
    await failPoint('install.before');
    await rename(join(aside, MANIFEST), join(directory, MANIFEST));
    if (existsSync(modules)) await rename(modules, before);
    await failPoint('install.between');
    await rename(modulesDir, modules);
    await failPoint('install.after');
    await remove(before);
  };
  return { directory: aside, modulesDir, takeOver, [Symbol.asyncDispose]: () => remove(aside) };
}

/** Tries again where something is still being written. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
