import { dirname } from 'node:path';
import type { DependencyStatus } from '@datagenflow/contracts';
import semver from 'semver';
import type { BlockFile } from '../discover/discover-block-files.js';
import { findPackage } from './find-package.js';
import { parseRequirement } from './parse-requirement.js';

/** Where the packages of a block are. */
export interface PackagePlaces {
  /** Directory of the file that imports them. */
  from: string;
  /** Directory to install in by hand. */
  installIn: string;
  /** `node_modules` directories searched after those above the file. */
  packagesDirs: readonly string[];
}

/** Where the packages of a file’s blocks are. */
export function placesOf(
  { path, directory }: BlockFile,
  packagesDirs: readonly string[],
): PackagePlaces {
  return { from: dirname(path), installIn: directory, packagesDirs };
}

/** What is installed for each of the declared requirements of a block, which its type names. */
export async function checkDependencies(
  type: string,
  requirements: readonly string[],
  places: PackagePlaces,
): Promise<DependencyStatus[]> {
  return Promise.all(requirements.map((requirement) => checkDependency(type, requirement, places)));
}

async function checkDependency(
  type: string,
  text: string,
  { from, installIn, packagesDirs }: PackagePlaces,
): Promise<DependencyStatus> {
  const requirement = parseRequirement(text);
  if (requirement === undefined) {
    const error = `It declares the dependency '${text}', which is no npm requirement such as 'name@^1.0.0'.`;
    return { requirement: text, name: null, range: null, installed: null, satisfied: false, error };
  }
  const { name, range } = requirement;
  const found = await findPackage(name, from, packagesDirs);
  const installed = found?.version ?? null;
  const satisfied = installed !== null && semver.satisfies(installed, range);
  const state = installed === null ? 'which is not installed' : `but ${installed} is installed`;
  const error = satisfied
    ? null
    : `It needs ${text}, ${state}: run \`dgf blocks install-deps ${type}\`, use the Extensions page, or run \`npm install ${name}@${range}\` in ${installIn}.`;
  return { requirement: text, name, range, installed, satisfied, error };
}
