import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** What a build was made from. */
export interface InputHash {
  plugin: Plugin;
  /** Absolute paths of what was read so far. */
  paths(): string[];
  digest(): string;
}

/**
 * Hashes the very bytes that are built, helper files included, by path relative to `directory`: the
 * same code has the same hash on every machine.
 */
export function hashInputs(directory: string): InputHash {
  const inputs = new Map<string, Buffer>();
  const paths = new Set<string>();
  return {
    plugin: {
      name: 'hash-inputs',
      setup({ onLoad }) {
        onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
          paths.add(path);
          const contents = await readFile(path);
          inputs.set(relative(directory, path), contents);
          return { contents, loader: 'default' };
        });
      },
    },
    paths: () => [...paths],
    digest() {
      const hash = createHash('sha256');
      for (const [path, contents] of [...inputs].sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(`${path}\0${contents.length}\0`).update(contents);
      }
      return hash.digest('hex');
    },
  };
}
