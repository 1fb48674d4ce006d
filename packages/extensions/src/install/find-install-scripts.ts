import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Packages of a tree by their place in it, from what npm notes of it; none without such a note. */
export async function readTree(modulesDir: string): Promise<Map<string, TreePackage>> {
  try {
    const text = await readFile(join(modulesDir, '.package-lock.json'), 'utf8');
    const { packages = {} } = JSON.parse(text) as { packages?: Record<string, TreePackage> };
    return new Map(Object.entries(packages));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

/** A package as npm notes it. */
export interface TreePackage {
  version?: string;
  hasInstallScript?: boolean;
}

/** `name@version` of packages that want to run a script when they are installed and are new. */
export function findInstallScripts(
  before: ReadonlyMap<string, TreePackage>,
  after: ReadonlyMap<string, TreePackage>,
): string[] {
  return [...after]
    .filter(([place, found]) => {
      const isNew = before.get(place)?.version !== found.version;
      return isNew && found.hasInstallScript === true;
    })
    .map(([place, { version = '' }]) => `${nameAt(place)}@${version}`);
}

/** `node_modules/a/node_modules/@s/b` is `@s/b`. */
function nameAt(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
