import type {
  BlockDependencies,
  BlockInfo,
  BlockValidation,
  ExtensionStatus,
  ExtensionTemplate,
  InstalledDependencies,
} from '@datagenflow/contracts';
import { api } from './api.js';

/** How many blocks and templates there are. */
export function readExtensionStatus(signal: AbortSignal): Promise<ExtensionStatus> {
  return api.call('GET /api/extensions/status', { signal });
}

/** Blocks with source and availability. */
export function listExtensionBlocks(signal: AbortSignal): Promise<BlockInfo[]> {
  return api.call('GET /api/extensions/blocks', { signal });
}

/** Templates with source, and the files that give none. */
export function listExtensionTemplates(signal: AbortSignal): Promise<ExtensionTemplate[]> {
  return api.call('GET /api/extensions/templates', { signal });
}

/** Has all blocks and templates read again. */
export function reloadExtensions(): Promise<ExtensionStatus> {
  return api.call('POST /api/extensions/reload');
}

/** Whether a block can be used, and why not. */
export function validateBlock(name: string): Promise<BlockValidation> {
  return api.call('POST /api/extensions/blocks/{name}/validate', { params: { name } });
}

/** What a block needs, and what of it is installed. */
export function readDependencies(name: string, signal: AbortSignal): Promise<BlockDependencies> {
  return api.call('GET /api/extensions/blocks/{name}/dependencies', { params: { name }, signal });
}

/** Installs what a block is missing. */
export function installDependencies(name: string): Promise<InstalledDependencies> {
  return api.call('POST /api/extensions/blocks/{name}/install-deps', { params: { name } });
}
