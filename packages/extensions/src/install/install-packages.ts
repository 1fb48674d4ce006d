import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type FailPoint } from '@datagenflow/contracts';
import { findPackage } from '../packages/find-package.js';
import type { Requirement } from '../packages/parse-requirement.js';
import { diskFull } from './disk-full.js';
import { findInstallScripts, readTree } from './find-install-scripts.js';
import { npmArguments } from './npm-arguments.js';
import { copyAside, restorePackages } from './package-tree.js';
import { runNpm } from './run-npm.js';

/** What is installed where, and by what. */
export interface InstallOptions {
  /** Holds the `node_modules` in use. */
  directory: string;
  requirements: readonly Requirement[];
  /** Program of npm. */
  npm: string;
  /** All that npm sees of the environment, beside a home of its own. */
  env: Readonly<Record<string, string>>;
  limitMs: number;
  /** Takes each line that npm prints. */
  log: (line: string) => void;
  failPoint: FailPoint;
  /** Tries the tree before it is used; a reason keeps it from being. */
  check: (modulesDir: string) => Promise<string | undefined>;
}

/** A package that was installed. */
export interface InstalledVersion {
  name: string;
  version: string;
}

/**
 * Installs packages beside the tree in use and takes that over when it passes. Until then, and when
 * the process is killed at any time, the tree in use stays as it was. One at a time per directory.
 * @throws what {@link runNpm} throws; ConfigError `needs_install_script`, `install_unusable`
 */
export async function installPackages(options: InstallOptions): Promise<InstalledVersion[]> {
  try {
    return await install(options);
  } catch (error) {
    await restorePackages(options.directory);
    throw isDiskFull(error) ? diskFull(error) : error;
  }
}

async function install(options: InstallOptions): Promise<InstalledVersion[]> {
  const { directory, requirements, npm, env, limitMs, log } = options;
  await restorePackages(directory);
  const home = join(directory, 'npm');
  await mkdir(home, { recursive: true });
  const before = await readTree(join(directory, 'node_modules'));
  await using aside = await copyAside(directory, randomUUID(), options.failPoint);
  await runNpm({
    npm,
    args: npmArguments(requirements, { prefix: aside.directory, home }),
    cwd: aside.directory,
    env: { ...env, HOME: home },
    limitMs,
    log,
  });
  const scripts = findInstallScripts(before, await readTree(aside.modulesDir));
  if (scripts.length > 0) throw needsScript(scripts, options);
  const reason = await options.check(aside.modulesDir);
  if (reason !== undefined) throw unusable(reason);
  await aside.takeOver();
  const modulesDir = join(directory, 'node_modules');
  const installed = requirements.map(async ({ name }) => {
    const found = await findPackage(name, modulesDir, [modulesDir]);
    return { name, version: found?.version ?? '' };
  });
  return await Promise.all(installed);
}

function needsScript(scripts: readonly string[], { directory, requirements }: InstallOptions) {
  const names = requirements.map(({ name, range }) => `'${name}@${range}'`).join(' ');
  const command = `npm install --prefix '${directory}' ${names}`;
  return new ConfigError(
    `${scripts.join(', ')} runs a script when it is installed, which could do anything this user may, so it was not installed. If you trust it, run: ${command}`,
    { code: 'needs_install_script', detail: { packages: scripts, command } },
  );
}

function unusable(reason: string): ConfigError {
  return new ConfigError(
    `The packages could be installed, but the block can’t be used with them, so nothing was changed: ${reason}`,
    { code: 'install_unusable' },
  );
}

function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC';
}
