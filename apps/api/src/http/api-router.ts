import { endpoints, NotFoundError, type Endpoint } from '@datagenflow/contracts';
import type { Runtime } from '@datagenflow/runtime';
import express, { Router, type RequestHandler } from 'express';
import { inputReader } from './read-input.js';
import type { Call, Handlers } from './route-handler.js';

const MAX_BODY = '16mb';

/** A router with every operation of the API, each checked before its handler sees it. */
export function apiRouter(runtime: Runtime, handlers: Handlers): Router {
  const router = Router();
  router.use(express.json({ limit: MAX_BODY, strict: false }));
  for (const [name, endpoint] of Object.entries(endpoints) as [keyof Handlers, Endpoint][]) {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    const handle = handlers[name] as (call: Call<unknown>) => unknown;
    router[method](toExpressPath(endpoint.path), route(endpoint, handle, runtime));
  }
  router.use('/api', (request) => {
    throw new NotFoundError(`There is no ${request.method} ${request.baseUrl}${request.path}.`);
  });
  return router;
}

function route(
  endpoint: Endpoint,
  handle: (call: Call<unknown>) => unknown,
  runtime: Runtime,
): RequestHandler {
  const read = inputReader(endpoint, runtime.schemas);
  return async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('The client is gone')));
    const input = read(request) as Call<unknown>;
    const answer = await handle({ ...input, runtime, request, response, signal: gone.signal });
    if (answer !== undefined) response.json(answer);
  };
}

function toExpressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
