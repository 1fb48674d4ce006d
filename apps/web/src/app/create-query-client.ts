import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ConnectionError } from '../api/api-error.js';
import { keys } from '../api/keys.js';

/**
 * The cache of server state. What the API answers is final, so nothing is tried again here; a lost
 * connection is noticed by the health check, which reads everything again once it is back.
 */
export function createAppQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const isHealth = query.queryKey[0] === keys.health[0];
        if (error instanceof ConnectionError && !isHealth) {
          void client.invalidateQueries({ queryKey: keys.health });
        }
      },
    }),
    defaultOptions: {
      queries: { retry: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}
