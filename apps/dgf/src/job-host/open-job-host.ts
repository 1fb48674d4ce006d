import { readToken, type RuntimeConfig, type RuntimeOptions } from '@datagenflow/runtime';
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
  say: Pick<RuntimeOptions, 'warn' | 'log'>,
): Promise<JobHost> {
  return openLocalOrRemote(
    () => openLocalHost(config, say),
    async (url) => openRemoteHost(url, await readToken(config)),
  );
}
