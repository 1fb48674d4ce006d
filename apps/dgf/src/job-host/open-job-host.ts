import type { RuntimeConfig } from '@datagenflow/runtime';
import type { JobHost } from './job-host.js';
import { openLocalHost } from './local-host.js';
import { openLocalOrRemote } from './open-local-or-remote.js';
import { openRemoteHost } from './remote-host.js';

/**
 * A place to run jobs: this process, or the server that already holds the data directory.
 * @throws ConflictError `instance_locked` when what holds it is no server
 */
export function openJobHost(
  config: RuntimeConfig,
  warn: (message: string) => void,
): Promise<JobHost> {
  return openLocalOrRemote(() => openLocalHost(config, warn), openRemoteHost);
}
