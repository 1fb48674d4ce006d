import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import type { FuzzRequest } from './requests-of.js';

/** What came back. */
export interface FuzzAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** After that a request counts as never answered. */
const PATIENCE_MS = 30_000;

/**
 * Sends a request as it is, again when the server had closed its connection before. Of a stream only
 * the beginning is read.
 */
export async function send(url: string, agent: Agent, given: FuzzRequest): Promise<FuzzAnswer> {
  try {
    return await sendOnce(url, agent, given);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return send(url, agent, given);
  }
}

class StaleConnection extends Error {}

function sendOnce(url: string, agent: Agent, given: FuzzRequest): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body } = given;
    const { hostname, port, host } = new URL(url);
    const length = body === undefined ? {} : { 'Content-Length': body.length };
    const sent = request(
      { hostname, port, method, path, agent, headers: { Host: host, ...length, ...headers } },
      (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        let text = '';
        const done = (): void => resolve({ status, headers: answered, text });
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', done).once('error', reject);
        if (answered['content-type']?.startsWith('text/event-stream') === true) {
          done();
          sent.destroy();
        }
      },
    );
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('No answer')));
    sent.once('error', (error: NodeJS.ErrnoException) => {
      const wasClosed = sent.reusedSocket && error.code === 'ECONNRESET';
      reject(wasClosed ? new StaleConnection(error.message) : error);
    });
    sent.end(body);
  });
}
