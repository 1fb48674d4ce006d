import { ConnectionError } from '@datagenflow/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { readHealth } from '../api/health.js';
import { keys } from '../api/keys.js';

const checkMs = 5_000;
const retryMs = 2_000;

const healthQuery = queryOptions({
  queryKey: keys.health,
  queryFn: ({ signal }) => readHealth(signal),
  refetchInterval: ({ state }) => (state.status === 'error' ? retryMs : checkMs),
});

/** Whether the server answers. Once it does again, everything on screen is read anew. */
export function useConnection(): { isLost: boolean; retry: () => void } {
  const client = useQueryClient();
  const { error, refetch } = useQuery(healthQuery);
  const isLost = error instanceof ConnectionError;
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && !isLost) void client.invalidateQueries();
    wasLost.current = isLost;
  }, [client, isLost]);
  return { isLost, retry: () => void refetch() };
}
