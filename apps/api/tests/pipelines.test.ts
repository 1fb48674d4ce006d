import type { Pipeline, PipelineSaved } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callJson, createPipeline, CUTTER, WRITER } from './support/pipelines.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = <T>(method: string, path: string, body?: unknown) =>
  callJson<T>(server, method, path, body);
const get = async <T>(path: string) => (await call<T>('GET', path)).body;
const create = (definition: unknown) => createPipeline(server, definition);

describe('running once', () => {
  test('DEV-02: one TextGenerator with only a temperature', async () => {
    const id = await create({
      name: 'My Pipeline',
      blocks: [{ type: 'TextGenerator', config: { temperature: 0.7 } }],
    });
    const { status, body } = await call<{ trace: object[] }>(
      'POST',
      `/api/pipelines/${id}/execute`,
      { text: 'input data' },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      result: { text: 'input data', assistant: expect.any(String) as string },
      trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      usage: { input_tokens: expect.any(Number) as number },
    });
    expect(body.trace).toMatchObject([
      {
        block_type: 'TextGenerator',
        input: { text: 'input data' },
        output: { assistant: expect.any(String) as string },
        accumulated_state: { text: 'input data', assistant: expect.any(String) as string },
        execution_time: expect.any(Number) as number,
      },
    ]);
  });

  test('DEV-07: an unknown block is named, with those there are', async () => {
    const id = await create({ name: 'Unknown', blocks: [{ type: 'InvalidBlock' }] });
    expect(await call('POST', `/api/pipelines/${id}/execute`, {})).toMatchObject({
      status: 400,
      body: {
        error: "Block 'InvalidBlock' not found",
        detail: {
          block_type: 'InvalidBlock',
          available_blocks: expect.arrayContaining(['TextGenerator', 'ValidatorBlock']) as string[],
        },
      },
    });
  });

  test('DEV-08: each step sees all earlier outputs, later keys win', async () => {
    const map = (mappings: object) => ({ type: 'FieldMapper', config: { mappings } });
    const blocks = [
      map({ a: 'from {{ seed }}', kept: 'one' }),
      map({ a: '{{ a }}, again', b: '{{ kept }}' }),
      map({ c: '{{ a }} / {{ b }} / {{ seed }}' }),
    ];
    const id = await create({ name: 'Three', blocks });
    const { body } = await call<{ result: object; trace: { accumulated_state: object }[] }>(
      'POST',
      `/api/pipelines/${id}/execute`,
      { seed: 's' },
    );
    const result = { seed: 's', a: 'from s, again', kept: 'one', b: 'one' };
    expect(body.trace.map((entry) => entry.accumulated_state)).toEqual([
      { seed: 's', a: 'from s', kept: 'one' },
      result,
      { ...result, c: 'from s, again / one / s' },
    ]);
    expect(body.result).toEqual({ ...result, c: 'from s, again / one / s' });
  });

  test('a multiplier answers with a result per branch', async () => {
    const id = await create({ name: 'Chunks', blocks: [{ type: 'MarkdownMultiplierBlock' }] });
    const { body } = await call<{ results: object[] }>('POST', `/api/pipelines/${id}/execute`, {
      file_content: '# One\n\ntext\n\n# Two\n\nmore text\n',
    });
    expect(body.results.length).toBeGreaterThan(0);
    expect(body.results[0]).toMatchObject({ trace_id: expect.any(String) as string, trace: [{}] });
  });
});

describe('writing', () => {
  test('names the problems, and refuses what has no name or no blocks', async () => {
    const { body } = await call<PipelineSaved>('POST', '/api/pipelines', {
      name: 'P',
      blocks: [{ type: 'TextGenerato' }],
    });
    expect(body).toMatchObject({
      name: 'P',
      problems: [{ step: 1, step_id: 'TextGenerato-1', code: 'unknown_block', severity: 'error' }],
    });
    const incomplete = [{ name: 'x', blocks: [] }, { name: '', blocks: [WRITER] }, { blocks: [] }];
    for (const bad of incomplete) {
      for (const [method, path] of [
        ['POST', '/api/pipelines'],
        ['PUT', `/api/pipelines/${body.id}`],
      ] as const) {
        expect(await call(method, path, bad)).toMatchObject({
          status: 400,
          body: { error: 'name and blocks required' },
        });
      }
    }
  });

  test('row 24: what is no part of a pipeline is refused, and nothing changes', async () => {
    const id = await create({ name: 'Mine', blocks: [WRITER] });
    const before = await get<Pipeline>(`/api/pipelines/${id}`);
    const response = await fetch(`${server.url}/api/pipelines/${id}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: `{"id":"x","createdBy":"a","__proto__":{"isAdmin":true},"name":"n","blocks":[{"type":"A"}]}`,
    });
    expect(response.status).toBe(422);
    expect(await get<Pipeline>(`/api/pipelines/${id}`)).toEqual(before);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('DEV-11: deleting takes jobs and records along, and says so', async () => {
    const id = await create({ name: 'Gone', blocks: [WRITER] });
    const jobId = await server.generate(id, [{ metadata: { topic: 'a' }, repetitions: 2 }]);
    await server.runtime.runner.finished(jobId);
    expect(await call('DELETE', `/api/pipelines/${id}`)).toEqual({
      status: 200,
      body: { success: true, deleted: { jobs: 1, executions: 2, records: 2 } },
    });
    expect((await call('GET', `/api/pipelines/${id}`)).status).toBe(404);
    expect((await call('GET', `/api/jobs/${jobId}`)).status).toBe(404);
    expect(await get(`/api/records?pipeline_id=${id}`)).toEqual([]);
  });

  test('DEV-11: a pipeline whose job is not over stays', async () => {
    const id = await create({ name: 'Busy', blocks: [WRITER] });
    const many = [{ metadata: { topic: 'a' }, repetitions: 100_000 }];
    const jobId = await server.generate(id, many);
    expect(await call('DELETE', `/api/pipelines/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'job_active', detail: { job_id: jobId } },
    });
    expect((await call('GET', `/api/pipelines/${id}`)).status).toBe(200);
    await call('DELETE', `/api/jobs/${jobId}`);
  });

  test('a template becomes a pipeline, its constraints with it', async () => {
    const templates = await get<{ id: string }[]>('/api/templates');
    expect(templates.map(({ id }) => id)).toContain('json_generation');
    const path = '/api/pipelines/from_template';
    const { body } = await call<PipelineSaved>('POST', `${path}/json_generation`);
    expect(body).toMatchObject({ name: 'JSON Generation', template_id: 'json_generation' });
    const { template } = server.runtime.templates.get('json_generation') ?? {};
    const { definition } = await get<Pipeline>(`/api/pipelines/${body.id}`);
    expect(definition.constraints).toEqual(template?.constraints);
    expect((await call('POST', `${path}/nope`)).status).toBe(404);
  });
});

describe('fields', () => {
  test('that the steps write, all or before one of them', async () => {
    const id = await create({ name: 'Fields', blocks: [WRITER, CUTTER] });
    const path = `/api/pipelines/${id}/accumulated_state_schema`;
    expect(await get(path)).toEqual({ fields: ['assistant', 'short', 'system', 'user'] });
    expect(await get(`${path}?step=TextGenerator-1`)).toEqual({ fields: [] });
    expect(await get(`${path}?step=TextGenerator-2`)).toEqual({
      fields: ['assistant', 'system', 'user'],
    });
    expect(await call('GET', `${path}?step=x`)).toMatchObject({
      status: 404,
      body: { code: 'step_not_found' },
    });
  });

  test('are named for each step by validating, those that can’t run counted too', async () => {
    const { body } = await call<object>('POST', '/api/pipelines/validate', {
      definition: { name: 'P', blocks: [WRITER, { type: 'Nope' }, CUTTER] },
      seeds: [{ metadata: {} }],
    });
    const written = ['assistant', 'system', 'user'];
    expect(body).toMatchObject({
      problems: [{ step: 2, code: 'unknown_block' }, {}],
      required_seed_fields: ['topic'],
      fields_before: [[], written, written],
    });
  });
});
