import { join } from 'node:path';
import type { Requirement } from '../packages/parse-requirement.js';

/**
 * What npm is started with: always the same, then the requirements. No install script runs, and
 * nothing after `--` is taken for an option.
 */
export function npmArguments(
  requirements: readonly Requirement[],
  { prefix, home }: { prefix: string; home: string },
): string[] {
  return [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--no-package-lock',
    '--save-prod',
    '--loglevel=notice',
    `--prefix=${prefix}`,
    `--cache=${join(home, 'npm-cache')}`,
    '--',
    ...requirements.map(({ name, range }) => `${name}@${range}`),
  ];
}
