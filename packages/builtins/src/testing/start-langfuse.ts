import type { JsonObject } from '@datagenflow/contracts';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server with the two operations of Langfuse’s public API that we use, for tests. */
export interface LangfuseServer extends AsyncDisposable {
  host: string;
  /** Datasets by name. */
  datasets: Map<string, JsonObject>;
  /** Items by id; a known id is written over. */
  items: Map<string, JsonObject>;
  requests: { path: string; authorization: string | undefined }[];
}

/** What to answer instead; undefined: do as Langfuse does. */
export type LangfuseFault = (
  path: string,
  body: JsonObject,
) =>
  { status: number; retryAfter?: string; location?: string; text?: string } | 'reset' | undefined;

/** Takes requests with these keys only: `pk` and `sk`. */
export async function startLangfuse(
  fault: LangfuseFault = () => undefined,
): Promise<LangfuseServer> {
  const datasets = new Map<string, JsonObject>();
  const items = new Map<string, JsonObject>();
  const requests: LangfuseServer['requests'] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    const body = await readBody(request);
    requests.push({ path, authorization: request.headers.authorization });
    const wrong = fault(path, body);
    if (wrong === 'reset') return void request.socket.destroy();
    if (wrong !== undefined) {
      const { status, retryAfter, location, text = 'fault' } = wrong;
      response.writeHead(status, {
        ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
        ...(location !== undefined && { location }),
      });
      return void response.end(text);
    }
    if (request.headers.authorization !== `Basic ${btoa('pk:sk')}`) return end(response, 401);
    if (path === '/api/public/v2/datasets') {
      datasets.set(body['name'] as string, body);
      return end(response, 200, body);
    }
    if (path !== '/api/public/dataset-items') return end(response, 404);
    if (!datasets.has(body['datasetName'] as string)) return end(response, 404);
    items.set(body['id'] as string, body);
    return end(response, 200, body);
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    datasets,
    items,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as JsonObject;
}

function end(response: ServerResponse, status: number, body: JsonObject = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
