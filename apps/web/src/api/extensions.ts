import type {
  BlockDependencies,
  BlockInfo,
  BlockValidation,
  ExtensionStatus,
  ExtensionTemplate,
  InstalledDependencies,
} from '@datagenflow/contracts';
import { getJson, sendJson } from './request.js';

/** `GET /api/extensions/status` */
export function readExtensionStatus(signal: AbortSignal): Promise<ExtensionStatus> {
  return getJson('/api/extensions/status', signal);
}

/** `GET /api/extensions/blocks` */
export function listExtensionBlocks(signal: AbortSignal): Promise<BlockInfo[]> {
  return getJson('/api/extensions/blocks', signal);
}

/** `GET /api/extensions/templates` */
export function listExtensionTemplates(signal: AbortSignal): Promise<ExtensionTemplate[]> {
  return getJson('/api/extensions/templates', signal);
}

/** `POST /api/extensions/reload` */
export function reloadExtensions(): Promise<ExtensionStatus> {
  return sendJson('POST', '/api/extensions/reload');
}

/** `POST /api/extensions/blocks/{name}/validate` */
export function validateBlock(type: string): Promise<BlockValidation> {
  return sendJson('POST', `${blockPath(type)}/validate`);
}

/** `GET /api/extensions/blocks/{name}/dependencies` */
export function readDependencies(type: string, signal: AbortSignal): Promise<BlockDependencies> {
  return getJson(`${blockPath(type)}/dependencies`, signal);
}

/** `POST /api/extensions/blocks/{name}/install-deps` */
export function installDependencies(type: string): Promise<InstalledDependencies> {
  return sendJson('POST', `${blockPath(type)}/install-deps`);
}

function blockPath(type: string): string {
  return `/api/extensions/blocks/${encodeURIComponent(type)}`;
}
