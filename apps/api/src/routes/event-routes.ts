import { isEnded } from '@datagenflow/contracts';
import { readJob } from '@datagenflow/runtime';
import type { EventStreams } from '../http/event-streams.js';
import type { Handlers } from '../http/route-handler.js';

/** Live events, to the clients that `streams` holds. */
export function eventRoutes(streams: EventStreams): Handlers<'streamEvents' | 'streamJobEvents'> {
  return {
    streamEvents: async ({ request, response }) => {
      streams.open(request, response);
    },
    streamJobEvents: async ({ runtime, params, request, response }) => {
      const id = streams.lastId;
      const job = await readJob(runtime, params.id);
      const type = isEnded(job.status) ? 'job:finished' : 'job:progress';
      streams.open(request, response, { jobId: job.id, begin: { event: { type, job }, id } });
    },
  };
}
