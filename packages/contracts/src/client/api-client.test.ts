import { describe, expect, test } from 'vitest';
import { DataGenFlowError } from '../errors/datagenflow-error.js';
import { ApiClient } from './api-client.js';
import { ConnectionError } from './connection-error.js';

type Answer = (address: string, init: RequestInit) => Promise<Response> | Response;

/** A client of a server that gives one answer, and what it was asked. */
function connect(answer: Answer = () => Response.json({}), base = 'http://server:8000/dgf') {
  const asked: { address: string; init: RequestInit }[] = [];
  const api = new ApiClient({
    base,
    headers: () => ({ 'X-DataGenFlow': '1' }),
    lostMessage: 'Start it.',
    fetch: async (address, init) => {
      asked.push({ address, init });
      return answer(address, init);
    },
  });
  return { api, asked };
}

describe('what is sent', () => {
  test('method, address and headers of a route, with parameters encoded', async () => {
    const { api, asked } = connect();
    await api.call('DELETE /api/llm-models/{name}', { params: { name: 'a/b ü?' } });
    expect(asked).toEqual([
      {
        address: 'http://server:8000/dgf/api/llm-models/a%2Fb%20%C3%BC%3F',
        init: { method: 'DELETE', headers: { 'X-DataGenFlow': '1' }, body: null, signal: null },
      },
    ]);
  });

  test('a query, without what is undefined', async () => {
    const { api, asked } = connect(() => Response.json([]), '');
    await api.call('GET /api/records', { query: { q: 'ü & b', job_id: 0, status: undefined } });
    await api.call('GET /api/records', { query: { status: undefined } });
    expect(asked.map(({ address }) => address)).toEqual([
      '/api/records?q=%C3%BC+%26+b&job_id=0',
      '/api/records',
    ]);
  });

  test('JSON with its type', async () => {
    const { api, asked } = connect();
    await api.call('POST /api/pipelines/import', { body: { yaml: 'name: a' } });
    expect(asked[0]?.init).toMatchObject({
      method: 'POST',
      headers: { 'X-DataGenFlow': '1', 'Content-Type': 'application/json' },
      body: '{"yaml":"name: a"}',
    });
  });

  test('a form with its file, whose type fetch writes', async () => {
    const { api, asked } = connect();
    const file = new File(['{}'], 'seeds.json');
    await api.call('POST /api/generate', { form: { file, pipeline_id: 7, options: undefined } });
    const { body, headers } = asked[0]?.init ?? {};
    expect(headers).toEqual({ 'X-DataGenFlow': '1' });
    expect(body).toBeInstanceOf(FormData);
    expect([...(body as FormData)].map(([name]) => name)).toEqual(['file', 'pipeline_id']);
    expect((body as FormData).get('file')).toMatchObject({ name: 'seeds.json', size: 2 });
    expect((body as FormData).get('pipeline_id')).toBe('7');
  });

  test('an address, for links', () => {
    const { api } = connect(undefined, '');
    expect(api.address('GET /api/events')).toBe('/api/events');
    expect(api.address('GET /api/export/download', { query: { job_id: 7 } })).toBe(
      '/api/export/download?job_id=7',
    );
  });
});

describe('what comes back', () => {
  test('a list with what its headers tell', async () => {
    const headers = { 'X-Total-Count': '>=10000', 'X-Next-Cursor': 'c2', 'X-Partial': 'true' };
    const { api } = connect(() => Response.json([{ id: 1 }], { headers }));
    expect(await api.page('GET /api/records')).toEqual({
      items: [{ id: 1 }],
      total: 10_000,
      isExact: false,
      isPartial: true,
      nextCursor: 'c2',
    });
  });

  test('the last page, and one that nobody counted', async () => {
    const last = connect(() => Response.json([{}], { headers: { 'X-Total-Count': '101' } }));
    expect(await last.api.page('GET /api/jobs')).toMatchObject({
      total: 101,
      isExact: true,
      isPartial: false,
      nextCursor: null,
    });
    const uncounted = connect(() => Response.json([{}, {}]));
    expect(await uncounted.api.page('GET /api/jobs')).toMatchObject({ total: 2, isExact: false });
  });

  test('a stream as it comes', async () => {
    const { api } = connect(() => new Response('{}\n{}\n'));
    expect(await (await api.open('GET /api/export')).text()).toBe('{}\n{}\n');
  });
});

describe('what is thrown', () => {
  const jobOf = (api: ApiClient, signal = new AbortController().signal) =>
    api.call('GET /api/jobs/{id}', { params: { id: 1 }, signal }).catch((error: unknown) => error);

  test('message, code, status and detail of the server', async () => {
    const body = { error: 'There is no job 1.', code: 'not_found', detail: { id: 1 } };
    const error = await jobOf(connect(() => Response.json(body, { status: 404 })).api);
    expect(error).toBeInstanceOf(DataGenFlowError);
    expect(error).toMatchObject({ message: body.error, code: 'not_found', status: 404 });
    expect((error as DataGenFlowError).detail).toEqual({ id: 1 });
  });

  test.each(['<html>Bad gateway</html>', '', 'null', '[]', '{"detail": 1}'])(
    'the status, when the refusal is not ours: %j',
    async (text) => {
      const error = await jobOf(connect(() => new Response(text, { status: 502 })).api);
      expect(error).toMatchObject({ code: 'http_502', status: 502, detail: {} });
      expect((error as Error).message).toContain('502');
    },
  );

  test('that the answer is not ours', async () => {
    const error = await jobOf(connect(() => new Response('<html>')).api);
    expect(error).toMatchObject({ code: 'bad_answer', status: 502 });
  });

  test('that nothing answers, or stops answering', async () => {
    const refuse = (): never => {
      throw new TypeError('fetch failed');
    };
    const stop = () => new Response(new ReadableStream({ pull: refuse }));
    for (const answer of [refuse, stop]) {
      const error = await jobOf(connect(answer).api);
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({
        message: 'Start it.',
        code: 'cannot_connect',
        detail: { endpoint: 'http://server:8000/dgf' },
      });
    }
  });

  test('an abort, as it is', async () => {
    const stop = new AbortController();
    const { api } = connect((_, { signal }) => {
      stop.abort(new Error('gone'));
      return Promise.reject(signal?.reason as Error);
    });
    expect(await jobOf(api, stop.signal)).toBe(stop.signal.reason);
  });
});
