import type {
  BulkDone,
  DataRecord,
  ErrorBody,
  ExportedRecord,
  RecordChange,
} from '@datagenflow/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let jobId: number;
let ids: number[];
/** Starts a server with three records of one job. */
async function start(): Promise<void> {
  server = await startTestServer();
  const created = await server.send('POST', '/api/pipelines/from_template/text_classification');
  const { id } = (await created.json()) as { id: number };
  const seeds = ['bank', 'Überschrift 銀行 🌞', 'third'].map((content) => ({
    metadata: { content },
  }));
  jobId = await server.generate(id, seeds);
  await server.runtime.runner.finished(jobId);
  ids = (await list('sort=id')).records.map((record) => record.id);
}

async function stop(): Promise<void> {
  const { bugs } = server;
  await server[Symbol.asyncDispose]();
  if (bugs.length > 0) throw new AggregateError(bugs, 'Handlers threw what they should not');
}

async function list(query: string) {
  const response = await server.get(`/api/records?${query}`);
  return {
    status: response.status,
    headers: response.headers,
    records: (await response.json()) as DataRecord[],
  };
}

async function send<T>(method: string, path: string, body?: unknown) {
  const response = await server.send(method, path, body);
  return { status: response.status, body: (await response.json()) as T & ErrorBody };
}

const numbers = (records: readonly DataRecord[]) => records.map(({ id }) => ids.indexOf(id));

describe('what makes no sense changes nothing', () => {
  beforeAll(start);
  afterAll(stop);

  test.each([
    [{}, 'schema_violation'],
    [{ status: 'edited' }, 'schema_violation'],
    [{ status: null }, 'schema_violation'],
    [{ output: null }, 'schema_violation'],
    [{ metadata: 'x' }, 'schema_violation'],
    [{ nobody_wrote_this: 1 }, 'field_unknown'],
    [{ id: 4711 }, 'field_unknown'],
    [JSON.parse('{"__proto__":{"isAdmin":true}}') as object, 'field_unknown'],
  ])('row 24: %j changes nothing', async (body, code) => {
    const before = await (await server.get(`/api/records/${ids[0]}`)).text();
    expect(await send('PUT', `/api/records/${ids[0]}`, body)).toMatchObject({
      status: 422,
      body: { code },
    });
    expect(await (await server.get(`/api/records/${ids[0]}`)).text()).toBe(before);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('row 31, row 32: filters and orders that are none are refused', async () => {
    for (const query of [
      'sort=api_key',
      'sort=id;drop',
      'filter[user.password][eq]=x',
      'filter[id][like]=1',
      'filter[__proto__][eq]=1',
      'filter[id]=1',
      'filter[id][eq]=1&filter[id][eq]=2',
      `q=${'%25'.repeat(1_001)}`,
      'q=',
      Array.from({ length: 21 }, (_, i) => `filter[metadata.${i}][eq]=1`).join('&'),
    ]) {
      expect([query, (await list(query)).status]).toEqual([query, 422]);
    }
    expect((await list(`q=${encodeURIComponent('"NEAR("')}`)).records).toEqual([]);
  });

  test('row 14: what belongs to another or to nobody is not there', async () => {
    for (const path of [
      '/api/records/4711',
      '/api/records/4711/history',
      '/api/jobs/4711/executions',
    ]) {
      expect([path, (await server.get(path)).status]).toEqual([path, 404]);
    }
    expect((await list(`job_id=${jobId}&pipeline_id=4711`)).records).toEqual([]);
    expect((await send('POST', '/api/actions/4711/undo')).status).toBe(404);
    expect((await send('DELETE', '/api/records/4711')).status).toBe(404);
    expect((await send('PUT', '/api/records/4711', { status: 'accepted' })).status).toBe(404);
  });
});

describe('records over HTTP', () => {
  beforeEach(start);
  afterEach(stop);

  test('DEV-04 are listed by status and job, with totals and cursors', async () => {
    await send('PUT', `/api/records/${ids[1]}`, { status: 'accepted' });
    const pending = await list(`status=pending&limit=100&job_id=${jobId}`);
    expect(numbers(pending.records)).toEqual([2, 0]);
    expect(pending.headers.get('X-Total-Count')).toBe('2');
    expect(pending.headers.has('X-Next-Cursor')).toBe(false);
    const first = await list('limit=2');
    const cursor = first.headers.get('X-Next-Cursor') ?? '';
    const second = await list(`limit=2&cursor=${cursor}`);
    expect(numbers([...first.records, ...second.records])).toEqual([2, 1, 0]);
    expect(numbers((await list('filter[metadata.content][contains]=銀行')).records)).toEqual([1]);
    expect(numbers((await list('filter[status][eq]=accepted&sort=-cost')).records)).toEqual([1]);
    const [traced] = (await list('include=trace,state&limit=1')).records;
    expect(traced?.trace?.length).toBeGreaterThan(0);
    expect((await list('include=trace')).records).toHaveLength(3);
    expect((await list('include=trace&limit=101')).status).toBe(422);
  });

  test('DEV-04 are edited: the status kept, the primary text field changed, history kept', async () => {
    const path = `/api/records/${ids[0]}`;
    const replaced = { label: 'news', 'a b': 1, assistant: 'as made' };
    const edited = await send<DataRecord>('PUT', path, { output: JSON.stringify(replaced) });
    expect(edited.body).toMatchObject({ accumulated_state: replaced, edited: true });
    const text = await send<DataRecord>('PUT', path, {
      status: 'accepted',
      output: 'updated text',
    });
    expect(text).toMatchObject({
      status: 200,
      body: { status: 'accepted', accumulated_state: { ...replaced, assistant: 'updated text' } },
    });
    const named = await send<DataRecord>('PUT', path, {
      label: 'sport',
      metadata: { content: 'x' },
    });
    expect(named.body).toMatchObject({
      status: 'accepted',
      accumulated_state: { label: 'sport' },
      metadata: { content: 'x' },
    });
    const history = (await (await server.get(`${path}/history`)).json()) as RecordChange[];
    expect(history.map(({ kind, actor }) => `${kind} ${actor}`).slice(0, 4)).toEqual([
      'edit local',
      'status local',
      'edit local',
      'edit local',
    ]);
    expect(history.at(-1)?.after).toEqual({ fields: replaced });
    await send('PUT', path, { output: '{"a":"x","b":"y"}' });
    expect(await send('PUT', path, { output: 'which one?' })).toMatchObject({
      status: 422,
      body: { code: 'primary_field_unclear', detail: { fields: ['a', 'b'] } },
    });
    await send('PUT', '/api/pipelines/1/validation_config', {
      field_order: { primary: ['b'], secondary: [], hidden: [] },
    });
    const primary = await send<DataRecord>('PUT', path, { output: 'this one' });
    expect(primary.body.accumulated_state).toEqual({ a: 'x', b: 'this one' });
  });

  test('are decided on and deleted in bulk, and undone', async () => {
    const accepted = await send<BulkDone>('POST', '/api/records/bulk', {
      action: 'accept',
      filter: { job_id: jobId, fields: { 'metadata.content': { ne: 'third' } } },
    });
    expect(accepted.body.count).toBe(2);
    expect(numbers((await list('status=accepted')).records)).toEqual([1, 0]);
    const undone = await send('POST', `/api/actions/${accepted.body.action_id}/undo`);
    expect(undone.body).toEqual({ undone: 2, skipped: 0 });
    const again = await send('POST', `/api/actions/${accepted.body.action_id}/undo`);
    expect(again).toMatchObject({ status: 409, body: { code: 'action_undone' } });

    const one = await send<BulkDone>('DELETE', `/api/records/${ids[0]}`);
    expect(one.body.count).toBe(1);
    expect(numbers((await list('')).records)).toEqual([2, 1]);
    for (const body of [{ action: 'accept' }, { action: 'accept', ids: [1], filter: {} }]) {
      expect(await send('POST', '/api/records/bulk', body)).toMatchObject({
        status: 422,
        body: { code: 'scope_unclear' },
      });
    }
    const all = await send<{ deleted: number; action_id: number }>(
      'DELETE',
      '/api/records?all=true',
    );
    expect(all.body.deleted).toBe(2);
    await send('POST', `/api/actions/${all.body.action_id}/undo`);
    expect(numbers((await list('')).records)).toEqual([2, 1]);
  });

  test('go with their job or pipeline, and nothing else does (DEV-11)', async () => {
    expect(await send('DELETE', '/api/records')).toMatchObject({
      status: 422,
      body: { code: 'scope_unclear' },
    });
    expect((await send('DELETE', `/api/records?job_id=${jobId}`)).body).toMatchObject({
      deleted: 3,
    });
    expect((await server.get(`/api/jobs/${jobId}`)).status).toBe(404);
    const other = await server.generate(1, [{ metadata: { content: 'x' } }]);
    await server.runtime.runner.finished(other);
    expect((await send('DELETE', `/api/jobs/${other}?purge=true`)).status).toBe(200);
    expect((await server.get(`/api/jobs/${other}`)).status).toBe(404);
    expect((await list('')).records).toEqual([]);
    expect((await send('DELETE', '/api/pipelines/1')).status).toBe(200);
    expect((await server.get('/api/pipelines/1')).status).toBe(404);
  });

  test('DEV-05 are exported, Unicode intact, in each format', async () => {
    await send('PUT', `/api/records/${ids[1]}`, { status: 'accepted' });
    const download = await server.get(`/api/export/download?status=accepted&job_id=${jobId}`);
    expect(download.headers.get('Content-Disposition')).toBe(
      `attachment; filename="records-job-${jobId}-accepted.jsonl"`,
    );
    expect(download.headers.get('Content-Type')).toContain('application/x-ndjson');
    expect(download.headers.get('X-Content-Type-Options')).toBe('nosniff');
    const lines = (await download.text()).trimEnd().split('\n');
    const shown = (await (await server.get(`/api/records/${ids[1]}`)).json()) as DataRecord;
    const { id, metadata, status, accumulated_state, created_at, updated_at } = shown;
    expect(lines.map((line) => JSON.parse(line) as ExportedRecord)).toEqual([
      { id, metadata, status, accumulated_state, created_at, updated_at },
    ]);
    expect(metadata).toEqual({ content: 'Überschrift 銀行 🌞' });

    const json = (await (await server.get('/api/export?format=json')).json()) as ExportedRecord[];
    expect(json.map((record) => ids.indexOf(record.id))).toEqual([2, 1, 0]);
    const csv = await server.get('/api/export/download?format=csv');
    expect(csv.headers.get('Content-Type')).toContain('text/csv');
    expect((await csv.text()).split('\r\n')).toHaveLength(5);
    const chat = await server.get('/api/export?format=chat');
    expect([chat.status, ((await chat.json()) as ErrorBody).code]).toEqual([422, 'not_a_chat']);
    for (const recordId of ids) {
      await send('PUT', `/api/records/${recordId}`, { output: '{"user":"Q","assistant":"A"}' });
    }
    expect((await (await server.get('/api/export?format=chat')).text()).split('\n')).toHaveLength(
      4,
    );
    expect(await (await server.get('/api/export?format=json&job_id=4711')).json()).toEqual([]);
  });
});
