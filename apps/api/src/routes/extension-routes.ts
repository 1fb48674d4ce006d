import { DataGenFlowError } from '@datagenflow/contracts';
import {
  AttemptLimit,
  installBlockDependencies,
  listDependencies,
  listExtensionTemplates,
  readExtensionStatus,
  reloadExtensions,
  validateBlock,
  type Runtime,
} from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';
import { API_VERSION } from '../version.js';

const INSTALLS = { attempts: 5, withinMs: 60 * 60_000 };

/** Blocks and templates of the user. What installs is limited where other machines may ask. */
export function extensionRoutes({
  clock,
}: Pick<Runtime, 'clock'>): Handlers<
  | 'getExtensionStatus'
  | 'listExtensionBlocks'
  | 'listExtensionTemplates'
  | 'reloadExtensions'
  | 'validateBlock'
  | 'getBlockDependencies'
  | 'installBlockDependencies'
> {
  const limit = new AttemptLimit(INSTALLS, clock);
  return {
    getExtensionStatus: ({ runtime }) => readExtensionStatus(runtime, API_VERSION),
    listExtensionBlocks: ({ runtime }) => runtime.registry.list(),
    listExtensionTemplates: ({ runtime }) => listExtensionTemplates(runtime),
    reloadExtensions: async ({ runtime }) => {
      await reloadExtensions(runtime);
      return readExtensionStatus(runtime, API_VERSION);
    },
    validateBlock: ({ runtime, params }) => validateBlock(runtime, params.name),
    getBlockDependencies: ({ runtime, params }) => listDependencies(runtime, params.name),
    installBlockDependencies: async ({ runtime, params }) => {
      if (runtime.access !== undefined) checkLimit(limit.try('install'));
      return installBlockDependencies(runtime, params.name);
    },
  };
}

function checkLimit(waitMs: number): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1_000);
  throw new DataGenFlowError(
    'too_many_installs',
    `Too many installations, at most ${INSTALLS.attempts} an hour. Try again in ${Math.ceil(seconds / 60)} minutes.`,
    { status: 429, detail: { check: 'install limit', retry_after: seconds } },
  );
}
