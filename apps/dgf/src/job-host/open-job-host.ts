import { DataGenFlowError } from '@datagenflow/contracts';
import type { RuntimeConfig } from '@datagenflow/runtime';
import type { JobHost } from './job-host.js';
import { openLocalHost } from './local-host.js';
import { openRemoteHost } from './remote-host.js';

/**
 * A place to run jobs: this process, or the server that already holds the data directory.
 * @throws ConflictError `instance_locked` when what holds it is no server
 */
export async function openJobHost(
  config: RuntimeConfig,
  warn: (message: string) => void,
): Promise<JobHost> {
  try {
    return await openLocalHost(config, warn);
  } catch (error) {
    const url = error instanceof DataGenFlowError ? lockedBy(error) : undefined;
    if (url === undefined) throw error;
    return openRemoteHost(url);
  }
}

function lockedBy({ code, detail }: DataGenFlowError): string | undefined {
  const { url } = detail;
  return code === 'instance_locked' && typeof url === 'string' ? url : undefined;
}
