import { setTimeout } from 'node:timers/promises';
import type { ApiClient, Job, ServerEvent } from '@datagenflow/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';

const POLL_MS = 250;

/**
 * A job of a server as it is now and after each change, until the signal aborts. Its events say so;
 * where they end or can’t be had, it is asked for instead.
 * @throws what reading the job throws
 */
export async function* watchJob(
  client: ApiClient,
  jobId: number,
  signal: AbortSignal,
): AsyncGenerator<Job> {
  while (!signal.aborted) {
    yield await readJob(client, jobId);
    try {
      for await (const event of listen(client, jobId, signal)) {
        if ('job' in event) yield event.job;
        else if (event.type === 'resync') yield await readJob(client, jobId);
      }
    } catch {
      // Asking for the job tells what is wrong, if anything is.
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function readJob(client: ApiClient, id: number): Promise<Job> {
  return client.call('GET /api/jobs/{id}', { params: { id } });
}

async function* listen(
  client: ApiClient,
  id: number,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const { body } = await client.open('GET /api/jobs/{id}/events', { params: { id }, signal });
  if (body === null) return;
  const messages = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { data } of messages) yield JSON.parse(data) as ServerEvent;
}
