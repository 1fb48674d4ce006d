import { ServerEvent } from '../events/server-event.js';
import { defineEndpoint } from './endpoint.js';
import { IdParams, Nothing } from './parameters.js';

const shared = {
  method: 'GET',
  tag: 'events',
  query: Nothing,
  body: Nothing,
  produces: 'text/event-stream',
  response: ServerEvent,
} as const;

export const eventEndpoints = {
  streamEvents: defineEndpoint({
    ...shared,
    params: Nothing,
    path: '/api/events',
    summary: 'What happens, as server-sent events; goes on after the id in Last-Event-ID',
  }),
  streamJobEvents: defineEndpoint({
    ...shared,
    params: IdParams,
    path: '/api/jobs/{id}/events',
    summary: 'What happens to one job, as server-sent events, beginning with the job as it is',
  }),
};
