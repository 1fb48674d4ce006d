import { dirname, join } from 'node:path';
import {
  ConfigError,
  DataGenFlowError,
  type DependencyStatus,
  type EventSink,
  type ExtensionInstall,
  type InstalledDependencies,
} from '@datagenflow/contracts';
import { findNpm, installPackages, type Requirement } from '@datagenflow/extensions';
import type { RuntimeConfig } from '../config.js';
import { failPointOf } from '../fail-points/fail-point-of.js';

/** What it takes to install for a block. */
export interface InstallParts {
  config: RuntimeConfig;
  emit: EventSink;
  /** Loads the block with the packages of a directory; a reason says why it can’t be. */
  tryBlock: (packagesDir: string) => Promise<string | undefined>;
}

const LIMIT_MS = 10 * 60_000;

/**
 * Installs the requirements of a block that are not satisfied, and tells how it goes on.
 * @throws DataGenFlowError `install_not_allowed` (403); ConfigError `npm_missing`,
 * `dependency_invalid`; what `installPackages` throws
 */
export async function installDependencies(
  type: string,
  dependencies: readonly DependencyStatus[],
  { config, emit, tryBlock }: InstallParts,
): Promise<InstalledDependencies> {
  const unmet = dependencies.filter(({ satisfied }) => !satisfied);
  if (unmet.length === 0) {
    return { block_type: type, message: 'Nothing is missing.', installed: [] };
  }
  const requirements = unmet.map(toRequirement);
  const npm = requireNpm(config);
  const tell = (status: ExtensionInstall['status'], message: string): void =>
    emit({ type: 'extension:install', block_type: type, status, message });
  tell('started', unmet.map(({ requirement }) => requirement).join(', '));
  try {
    const installed = await installPackages({
      directory: join(config.dataDir, 'extensions'),
      requirements,
      npm,
      env: config.install.env,
      limitMs: LIMIT_MS,
      log: (line) => tell('log', line),
      failPoint: failPointOf(config),
      check: tryBlock,
    });
    const names = installed.map(({ name, version }) => `${name}@${version}`).join(', ');
    const message = `Installed ${names}.`;
    tell('completed', message);
    return { block_type: type, message, installed };
  } catch (error) {
    tell('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function toRequirement({ name, range, error }: DependencyStatus): Requirement {
  if (name !== null && range !== null) return { name, range };
  throw new ConfigError(error ?? '', { code: 'dependency_invalid' });
}

function requireNpm({ install }: RuntimeConfig): string {
  if (!install.isAllowed) {
    throw new DataGenFlowError(
      'install_not_allowed',
      'Installing is switched off by DATAGENFLOW_ALLOW_INSTALL=false. Set it to true, or install by hand what the block names.',
      { status: 403 },
    );
  }
  const { execPath } = process;
  const { env, npmExecPath } = install;
  const npm = findNpm({ execPath, path: env['PATH'], npmExecPath });
  if (npm !== undefined) return npm;
  throw new ConfigError(
    `npm was not found, neither beside ${dirname(execPath)} nor on PATH. Install npm, or install by hand what the block names.`,
    { code: 'npm_missing' },
  );
}
