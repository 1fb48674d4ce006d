import semver from 'semver';
import { findPackage } from './find-package.js';
import { parseRequirement } from './parse-requirement.js';

/** Where the packages of a block are. */
export interface PackagePlaces {
  /** Directory of the file that imports them. */
  from: string;
  /** Directory to install what is missing in. */
  installIn: string;
  /** `node_modules` directories searched after those above the file. */
  packagesDirs: readonly string[];
}

/**
 * What keeps the declared requirements of a block from being met, a sentence each; none when all
 * are installed in their range.
 */
export async function checkDependencies(
  requirements: readonly string[],
  places: PackagePlaces,
): Promise<string[]> {
  const problems = await Promise.all(
    requirements.map((requirement) => checkDependency(requirement, places)),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function checkDependency(
  text: string,
  { from, installIn, packagesDirs }: PackagePlaces,
): Promise<string | undefined> {
  const requirement = parseRequirement(text);
  if (requirement === undefined) {
    return `It declares the dependency '${text}', which is no npm requirement such as 'name@^1.0.0'.`;
  }
  const { name, range } = requirement;
  const install = `run \`npm install ${name}@${range}\` in ${installIn}`;
  const installed = await findPackage(name, from, packagesDirs);
  if (installed === undefined) return `It needs ${text}, which is not installed: ${install}.`;
  if (semver.satisfies(installed.version, range)) return undefined;
  return `It needs ${text}, but ${installed.version} is installed: ${install}.`;
}
