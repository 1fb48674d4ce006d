import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { listenToEvents } from './listen-to-events.js';
import { LiveCache } from './live-cache.js';

/** Keeps everything on screen true to what happens on the server. Once per page. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const cache = new LiveCache(client);
    const stop = listenToEvents(cache.apply);
    return () => {
      stop();
      cache.stop();
    };
  }, [client]);
}
