import { once } from 'node:events';
import { join } from 'node:path';
import { ServerEvent, type EngineEvent } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { readInstanceInfo } from '@datagenflow/storage';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openStalled, readEvents, type Heard } from './support/read-events.js';
import { startTestServer, type TestOptions, type TestServer } from './support/test-server.js';

const SOON = { timeout: 30_000 };

let server: TestServer | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

async function start(options: TestOptions = {}): Promise<TestServer> {
  server = await startTestServer({}, options);
  return server;
}

const started = (job_id: number): EngineEvent => ({ type: 'job:started', job_id, pipeline_id: 1 });
const seeds = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ metadata: { content: `text ${i}` } }));

/** Reads until an event is as wanted. */
async function readUntil(
  events: AsyncGenerator<Heard>,
  isLast: (event: ServerEvent) => boolean,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done === true) throw new Error('The stream ended');
    heard.push(next.value);
    if (isLast(next.value.event)) return heard;
  }
}

/** Opens a stream and resolves once the server holds it. */
async function listen(url: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  return { response, close: () => stop.abort() };
}

describe('GET /api/jobs/{id}/events', () => {
  test.each(['here', 'child'] as const)(
    'a job is followed to its end by its events alone (runner: %s)',
    async (runner) => {
      const { url, send, generate } = await start({ runner });
      await send('POST', '/api/pipelines/from_template/text_classification');
      const other = await generate(1, seeds(50), { concurrency: 1 });
      const jobId = await generate(1, seeds(300));
      const heard = await readUntil(
        readEvents(`${url}/api/jobs/${jobId}/events`),
        ({ type }) => type === 'job:finished',
      );
      const events = heard.map(({ event }) => event);
      const schema = createSchemaCompiler().compile(ServerEvent, { allIssues: true });
      for (const event of events) expect(schema.check(event)).toMatchObject({ ok: true });
      expect(JSON.stringify(events)).not.toContain(`"job_id":${other},`);
      const jobs = events.flatMap((event) => ('job' in event ? [event.job] : []));
      expect(jobs.every(({ id }) => id === jobId)).toBe(true);
      expect(jobs.at(-1)).toMatchObject({ status: 'completed', records_generated: 300 });
      const numbers = heard.flatMap(({ id }) => (id === undefined ? [] : [numberOf(id)]));
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    },
  );

  test('begins with the job as it is, and is 404 for none', async () => {
    const { url, runtime, get, send, generate } = await start();
    await send('POST', '/api/pipelines/from_template/text_classification');
    const jobId = await generate(1, seeds(2));
    await runtime.runner.finished(jobId);
    const { value } = await readEvents(`${url}/api/jobs/${jobId}/events`).next();
    expect(value).toMatchObject({
      event: { type: 'job:finished', job: { id: jobId, status: 'completed' } },
    });
    expect((await get('/api/jobs/77/events')).status).toBe(404);
  });
});

describe('GET /api/events', () => {
  test('row 51: Last-Event-ID goes on without a gap or a repetition', async () => {
    const { url, runtime } = await start();
    const emit = (from: number, to: number) => {
      for (let id = from; id <= to; id += 1) runtime.events.emit(started(id));
    };
    const { response, close } = await listen(`${url}/api/events`);
    emit(1, 50);
    const seen: Heard[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array);
      if (text.includes('"job_id":50,')) break;
    }
    close();
    const lastId = [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';
    emit(51, 700);
    const rest = readEvents(`${url}/api/events`, { 'Last-Event-ID': lastId });
    seen.push(...(await readUntil(rest, (event) => 'job_id' in event && event.job_id === 700)));
    expect(seen.map(({ event }) => 'job_id' in event && event.job_id)).toEqual(
      Array.from({ length: 650 }, (_, i) => i + 51),
    );
    emit(701, 701);
    expect((await rest.next()).value).toMatchObject({ event: { job_id: 701 } });
    await rest.return(undefined);
  });

  test.each([
    ['unknown', 'another-12'],
    ['no id', '%00'],
    ['too old', ''],
  ])('row 51: an id that is %s gives one resync, then what happens', async (_name, id) => {
    const { url, runtime } = await start();
    const { response, close } = await listen(`${url}/api/events`);
    const reader = response.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    close();
    for (let job = 1; job <= 1_001; job += 1) runtime.events.emit(started(job));
    const lastId = id || (/id: (.+)/.exec(first)?.[1] ?? '');
    const events = readEvents(`${url}/api/events`, { 'Last-Event-ID': lastId });
    const resync = (await events.next()).value as Heard;
    expect(resync.event).toEqual({ type: 'resync' });
    expect(numberOf(resync.id ?? '')).toBe(1_001);
    runtime.events.emit(started(2_000));
    expect((await events.next()).value).toMatchObject({ event: { job_id: 2_000 } });
    await events.return(undefined);
  });

  test('row 51: pings every 15 seconds', async () => {
    const serverClock = new ManualClock();
    const { url } = await start({ serverClock });
    const { response, close } = await listen(`${url}/api/events`);
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array);
    })();
    await serverClock.advance(14_999);
    await serverClock.advance(1);
    await vi.waitFor(() => expect(text.split(': ping\n\n')).toHaveLength(2), SOON);
    await serverClock.advance(30_000);
    await vi.waitFor(() => expect(text.split(': ping\n\n')).toHaveLength(4), SOON);
    close();
    await expect(reading).rejects.toThrow('aborted');
  });

  test('row 51: one more than allowed is 503 with Retry-After, until one goes', async () => {
    const { url } = await start({ streamLimits: { perServer: 5, perClient: 3 } });
    const opened = [];
    for (let i = 0; i < 3; i += 1) opened.push(await listen(`${url}/api/events`));
    const refused = await fetch(`${url}/api/events`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({
      code: 'too_many_streams',
      detail: { limits: { server: 5, client: 3 } },
    });
    opened[0]?.close();
    await vi.waitFor(async () => {
      const again = await listen(`${url}/api/events`);
      opened.push(again);
      expect(again.response.status).toBe(200);
    }, SOON);
    for (const { close } of opened) close();
  });

  test('row 51: where people sign in, each session has its own allowance', async () => {
    const token = 'a-token-of-at-least-16';
    const streamLimits = { perServer: 5, perClient: 2 };
    server = await startTestServer({ HOST: '0.0.0.0', DATAGENFLOW_TOKEN: token }, { streamLimits });
    const { url, send } = server;
    const signIn = async () => {
      const answer = await send('POST', '/api/session', { token });
      return { Cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
    };
    const tool = { Authorization: `Bearer ${token}` };
    const opened = [];
    for (const headers of [await signIn(), await signIn(), tool]) {
      const statuses = [];
      for (let i = 0; i < 3; i += 1) {
        const listening = await listen(`${url}/api/events`, headers);
        opened.push(listening);
        statuses.push(listening.response.status);
      }
      expect(statuses).toEqual(headers === tool ? [200, 503, 503] : [200, 200, 503]);
    }
    for (const { close } of opened) close();
  });

  test('a server that stops ends streams at once, and begins no more', async () => {
    const { url, port, stopAccepting } = await start();
    const { response } = await listen(`${url}/api/events`);
    const stalled = await openStalled(port);
    stopAccepting();
    expect(await response.text()).toContain('retry: ');
    stalled.resume();
    await once(stalled, 'close');
    await expect(fetch(`${url}/api/events`)).rejects.toThrow('fetch failed');
  });

  test('when the runner was replaced, everything is to be read again', async () => {
    const { url, runtime } = await start({ runner: 'child' });
    const events = readEvents(`${url}/api/events`);
    const heard = readUntil(events, ({ type }) => type === 'resync');
    await vi.waitFor(() => runtime.runner.check(), SOON);
    const info = await readInstanceInfo(join(runtime.config.dataDir, 'runner'));
    process.kill(info?.pid ?? 0, 'SIGKILL');
    expect((await heard).at(-1)?.event).toEqual({ type: 'resync' });
    await events.return(undefined);
  });
});

function numberOf(id: string): number {
  return Number(id.split('-')[1]);
}
