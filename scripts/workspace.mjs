import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const parents = ['packages', 'apps', 'tests'];
const single = ['bench'];

/**
 * The packages of the workspace in the order of their directories.
 * @param {string} root
 * @returns {{ directory: string, manifest: Record<string, any> }[]} directories relative to the root
 */
export function listPackages(root) {
  const children = parents
    .filter((parent) => existsSync(path.join(root, parent)))
    .flatMap((parent) => readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`));
  return [...children, ...single]
    .filter((directory) => existsSync(path.join(root, directory, 'package.json')))
    .sort()
    .map((directory) => ({ directory, manifest: readManifest(path.join(root, directory)) }));
}

/** @returns {Record<string, any>} */
export function readManifest(directory) {
  return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
}
