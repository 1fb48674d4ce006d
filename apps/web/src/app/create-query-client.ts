import { ConnectionError, DataGenFlowError } from '@datagenflow/contracts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.js';
import { loginPath } from '../features/login/read-address.js';

/**
 * The cache of server state. What the API answers is final, so nothing is tried again here; a lost
 * connection is noticed by the health check, which reads everything again once it is back. Where a
 * sign-in is needed, the page of the sign-in takes over.
 */
export function createAppQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const isHealth = query.queryKey[0] === keys.health[0];
        if (error instanceof ConnectionError && !isHealth) {
          void client.invalidateQueries({ queryKey: keys.health });
        }
        signInIfAsked(error);
      },
    }),
    mutationCache: new MutationCache({ onError: signInIfAsked }),
    defaultOptions: {
      queries: { retry: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}

/** A page that is loaded anew forgets what it showed to who is no longer signed in. */
function signInIfAsked(error: Error): void {
  if (!(error instanceof DataGenFlowError) || error.code !== 'sign_in_required') return;
  const { pathname, search } = window.location;
  if (pathname !== '/login') window.location.assign(loginPath(`${pathname}${search}`));
}
