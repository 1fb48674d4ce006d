import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Hashes the very bytes that are built, helper files included, by path relative to `directory`: the
 * same code has the same hash on every machine.
 */
export function hashInputs(directory: string): { plugin: Plugin; digest(): string } {
  const inputs = new Map<string, Buffer>();
  return {
    plugin: {
      name: 'hash-inputs',
      setup({ onLoad }) {
        onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
          const contents = await readFile(path);
          inputs.set(relative(directory, path), contents);
          return { contents, loader: 'default' };
        });
      },
    },
    digest() {
      const hash = createHash('sha256');
      for (const [path, contents] of [...inputs].sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(`${path}\0${contents.length}\0`).update(contents);
      }
      return hash.digest('hex');
    },
  };
}
