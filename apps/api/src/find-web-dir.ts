import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the built pages lie: within this package when it is installed, beside it in a clone. */
export function findWebDir(): string | undefined {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const places = [join(root, 'web'), join(root, '..', 'web', 'dist')];
  return places.find((place) => existsSync(join(place, 'index.html')));
}
