import {
  ConfigError,
  type BlockDependencies,
  type BlockInfo,
  type BlockValidation,
  type DependencyStatus,
  type InstalledDependencies,
} from '@datagenflow/contracts';
import { findBlock } from '../blocks/find-block.js';
import type { Runtime } from '../runtime.js';

type Parts = Pick<Runtime, 'registry' | 'runner'>;

/** Whether a block can be used, and why not. @throws NotFoundError `block_not_found` */
export async function validateBlock(parts: Parts, type: string): Promise<BlockValidation> {
  const { info } = findBlock(parts, type);
  return {
    block_type: type,
    valid: info.available,
    error: info.error,
    ...(info.unavailable && { unavailable: info.unavailable }),
    dependencies: await readDependencies(parts, info),
  };
}

/**
 * What a block declares to need, and what of it is installed.
 * @throws NotFoundError `block_not_found`; ConfigError `block_failed_to_load`
 */
export async function listDependencies(parts: Parts, type: string): Promise<BlockDependencies> {
  const dependencies = await readDependencies(parts, requireLoaded(findBlock(parts, type).info));
  const missing = dependencies.filter(({ satisfied }) => !satisfied);
  return {
    block_type: type,
    dependencies,
    missing: missing.map(({ requirement }) => requirement),
  };
}

/**
 * Installs what a block declares and is missing; it is then available.
 * @throws NotFoundError `block_not_found`; ConfigError `block_failed_to_load`; what installing throws
 */
export async function installBlockDependencies(
  parts: Parts,
  type: string,
): Promise<InstalledDependencies> {
  const { source } = requireLoaded(findBlock(parts, type).info);
  if (source !== 'builtin') return parts.runner.installDependencies(type);
  return { block_type: type, message: 'Nothing is missing.', installed: [] };
}

function requireLoaded(info: BlockInfo): BlockInfo {
  const { type, unavailable, error } = info;
  if (unavailable?.reason !== 'failed_to_load') return info;
  const { file, line, column } = unavailable;
  throw new ConfigError(
    `Block '${type}' failed to load, so nothing is known of what it needs: ${error ?? ''}. Correct its file.`,
    { code: 'block_failed_to_load', detail: { block_type: type, file, line, column } },
  );
}

async function readDependencies(
  { runner }: Parts,
  { type, source }: BlockInfo,
): Promise<DependencyStatus[]> {
  return source === 'builtin' ? [] : runner.dependencies(type);
}
