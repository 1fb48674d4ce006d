import { endpoints, NotFoundError, type Endpoint } from '@datagenflow/contracts';
import type { Runtime } from '@datagenflow/runtime';
import express, { Router, type RequestHandler } from 'express';
import { authenticate } from './authenticate.js';
import { callerOf } from './caller.js';
import { checkContentType } from './check-content-type.js';
import { checkOrigin } from './check-origin.js';
import { ClientGone } from './client-gone.js';
import { inputReader } from './read-input.js';
import { refuseDeepBody } from './refuse-deep-body.js';
import type { Call, Handlers } from './route-handler.js';

const MAX_BODY = '16mb';
/** Of what anybody may send. */
const MAX_PUBLIC_BODY = '2mb';

/**
 * A router with every operation of the API, each checked before its handler sees it. All but the
 * public ones need a known caller, what is not here too.
 */
export function apiRouter(runtime: Runtime, handlers: Handlers): Router {
  const router = Router();
  const add = (name: keyof Handlers, endpoint: Endpoint, before: RequestHandler[]): void => {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
    const handle = handlers[name] as (call: Call<unknown>) => unknown;
    const read = route(endpoint, handle, runtime);
    router[method](toExpressPath(endpoint.path), ...before, checkContentType(endpoint), read);
  };
  const all = Object.entries(endpoints) as [keyof Handlers, Endpoint][];
  const sameOrigin = checkOrigin(runtime.access !== undefined);
  const publicJson = express.json({ limit: MAX_PUBLIC_BODY, strict: false });
  for (const [name, endpoint] of all) {
    if (endpoint.isPublic === true) add(name, endpoint, [sameOrigin, publicJson, refuseDeepBody]);
  }
  router.use(authenticate(runtime.access), sameOrigin);
  router.use(express.json({ limit: MAX_BODY, strict: false }), refuseDeepBody);
  for (const [name, endpoint] of all) {
    if (endpoint.isPublic !== true) add(name, endpoint, []);
  }
  router.use((request) => {
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
    response.once('close', () => gone.abort(new ClientGone()));
    const input = read(request) as Call<unknown>;
    const actor = callerOf(response)?.actor ?? '';
    const { signal } = gone;
    const answer = await handle({ ...input, runtime, request, response, actor, signal });
    if (answer !== undefined) response.json(answer);
  };
}

function toExpressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
