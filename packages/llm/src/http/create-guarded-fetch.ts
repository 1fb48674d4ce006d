import type { LookupFunction } from 'node:net';
import type { Clock } from '@datagenflow/contracts';
import { REQUEST_LIMITS } from './watchdog.js';

/**
 * A `fetch` for other systems than models: through the same address guard, with the same limits,
 * following no redirect. Bodies are text. Its libraries are loaded by the first request.
 */
export function createGuardedFetch(clock: Clock, lookup?: LookupFunction): typeof fetch {
  let opening: Promise<typeof fetch> | undefined;
  const open = async (): Promise<typeof fetch> => {
    const { createAgent } = await import('./create-agent.js');
    const { createBoundedFetch } = await import('./bounded-fetch.js');
    const dispatcher = createAgent(lookup);
    return createBoundedFetch({ dispatcher, clock, limits: REQUEST_LIMITS, secrets: [] });
  };
  return async (input, init) => {
    const guarded = await (opening ??= open());
    return guarded(input, init);
  };
}
