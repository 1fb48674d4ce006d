import { endpoints, type Endpoint, type JobReport } from '@datagenflow/contracts';
import { EventLog } from '@datagenflow/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/create-app.js';
import { EventStreams } from '../src/http/event-streams.js';
import { SERVER_LIMITS } from '../src/server-limits.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/pipelines/from_template/text_classification');
  for (const content of ['of the first', 'of the second']) {
    const seeds = Array.from({ length: 3 }, () => ({ metadata: { content } }));
    await server.runtime.runner.finished(await server.generate(1, seeds));
  }
});
afterAll(() => server[Symbol.asyncDispose]());

const all = Object.values(endpoints as Record<string, Endpoint>);

const UNNAMED = '<anonymous>';
const [HOST, NO_ASSET, PAGE, ANSWER_DEADLINE, BODY_DEADLINE] = Array<string>(5).fill(UNNAMED);
const [AUTHENTICATE, ORIGIN, NOT_FOUND, ERRORS] = Array<string>(4).fill(UNNAMED);

interface Layer {
  name: string;
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** Every method and path that a router answers, and what sees every request, in order. */
function layersOf(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ name, route, handle }) => {
    if (route !== undefined) {
      return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`);
    }
    return handle.stack === undefined ? [name] : [`(${name}`, ...layersOf(handle.stack), ')'];
  });
}

test('row 4, row 10: nothing but the guarded operations and the pages sees a request', () => {
  using log = new EventLog(server.runtime.events, server.runtime.clock);
  using streams = new EventStreams(log, server.runtime.clock);
  const app = createApp(server.runtime, {
    port: () => 0,
    webDir: import.meta.dirname,
    reportBug: () => undefined,
    streams,
    limits: SERVER_LIMITS,
  });
  const routes = (isPublic: boolean) =>
    all
      .filter((endpoint) => (endpoint.isPublic === true) === isPublic)
      .map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  expect(layersOf(app.router.stack as unknown as Layer[])).toEqual(
    [
      ['securityHeaders', 'watch', HOST],
      ['(router', 'serveStatic', NO_ASSET, 'serveStatic', PAGE, ')'],
      [ANSWER_DEADLINE, BODY_DEADLINE],
      ['(router', ...routes(true)],
      [AUTHENTICATE, ORIGIN, 'jsonParser', 'refuseDeepBody'],
      [...routes(false), NOT_FOUND, ')'],
      [ERRORS],
    ].flat(),
  );
});

describe('row 14: an id is no authority over what belongs to another', () => {
  const nested = all.filter(({ method, path }) => method === 'GET' && path.includes('{id}'));

  test.each(nested.map(({ path }) => path))('%s of what is not there is 404', async (path) => {
    expect((await server.get(path.replace('{id}', '999999'))).status).toBe(404);
  });

  test('executions and records of a job are its own', async () => {
    for (const job of [1, 2]) {
      const lists = [`/api/records?job_id=${job}`, `/api/jobs/${job}/executions`];
      for (const path of lists) {
        const rows = (await (await server.get(path)).json()) as { job_id: number }[];
        expect(rows.map(({ job_id }) => job_id)).toEqual([job, job, job]);
      }
      const text = await (await server.get(`/api/export?job_id=${job}`)).text();
      expect(text).not.toContain(job === 1 ? 'of the second' : 'of the first');
    }
  });

  test('reports, cursors and histories of one say nothing of another', async () => {
    const read = async <T>(path: string) => (await (await server.get(path)).json()) as T;
    const [second] = await read<{ id: number }[]>('/api/records?job_id=2');
    const path = `/api/records/${second?.id}`;
    expect((await server.send('PUT', path, { status: 'rejected' })).status).toBe(200);
    for (const [job, changes] of [
      [1, 0],
      [2, 1],
    ] as const) {
      const report = await read<JobReport>(`/api/jobs/${job}/report`);
      expect(report).toMatchObject({ job_id: job, counts: { generated: 3, failed: 0 } });
      const other = await server.get(`/api/jobs/${3 - job}/executions?limit=1`);
      const cursor = encodeURIComponent(other.headers.get('x-next-cursor') ?? '');
      const rows = await read<{ job_id: number }[]>(`/api/jobs/${job}/executions?cursor=${cursor}`);
      expect(rows.filter(({ job_id }) => job_id !== job)).toEqual([]);
      const records = await read<{ id: number }[]>(`/api/records?job_id=${job}`);
      const histories = await Promise.all(
        records.map(({ id }) => read<object[]>(`/api/records/${id}/history`)),
      );
      expect(histories.flat()).toHaveLength(changes);
    }
  });
});
