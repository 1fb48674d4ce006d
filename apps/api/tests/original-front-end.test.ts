import type { DataRecord, Job } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

/*
 * The calls that the pages of the Python DataGenFlow made, in their order, and what they read of the
 * answers. docs/from-python.md tells what is different.
 */

let server: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await createFakeProvider({ latencyMs: 30 });
  server = await startTestServer();
});
afterAll(async () => {
  const { bugs } = server;
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  if (bugs.length > 0) throw new AggregateError(bugs, 'Handlers threw what they should not');
});

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await server.send(method, path, body);
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}
const get = <T>(path: string) => call<T>('GET', path);
const statusOf = async (path: string) => (await server.get(path)).status;

const text = expect.any(String) as string;
const number = expect.any(Number) as number;
const list = expect.any(Array) as unknown[];
const usage = { input_tokens: number, output_tokens: number, cached_tokens: number };

const definition = {
  name: 'Answers',
  blocks: [
    {
      type: 'TextGenerator',
      config: { model: null, temperature: 0.7, max_tokens: 256, user_prompt: '{{ question }}' },
    },
    { type: 'ValidatorBlock', config: { min_length: 1, max_length: 10_000, forbidden_words: '' } },
  ],
  constraints: { max_total_tokens: -1, max_total_execution_time: 3_600 },
};
const seeds = Array.from({ length: 8 }, (_, i) => ({ metadata: { question: `Why ${i}?` } }));

async function createPipeline(): Promise<number> {
  const saved = await call<{ id: number; name: string }>('POST', '/api/pipelines', definition);
  expect(saved).toMatchObject({ id: number, name: 'Answers' });
  return saved.id;
}

/** What the job indicator did: the active job every two seconds, and the ended one once. */
async function followJob(jobId: number): Promise<Job[]> {
  const seen: Job[] = [];
  for (;;) {
    const response = await server.get('/api/jobs/active');
    if (response.status === 404) {
      seen.push(await get<Job>(`/api/jobs/${jobId}`));
      return seen;
    }
    seen.push((await response.json()) as Job);
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('Settings', () => {
  test.each(['llm', 'embedding'])('%s models', async (kind) => {
    const base = `/api/${kind}-models`;
    const model = {
      name: 'mine',
      provider: 'openai',
      endpoint: `${provider.url}/chat/completions`,
      api_key: 'sk-original',
      model_name: 'fake-large',
      is_default: true,
      ...(kind === 'embedding' ? { dimensions: 0 } : {}),
    };
    const tested = await call('POST', `${base}/test`, model);
    expect(tested).toMatchObject({ success: true, message: text, latency_ms: number });
    expect(await call('POST', base, model)).toMatchObject({
      message: `${kind} model saved successfully`,
    });
    const models = await get<{ name: string }[]>(base);
    expect(models.find(({ name }) => name === 'mine')).toMatchObject({
      provider: text,
      endpoint: text,
      model_name: 'fake-large',
      is_default: true,
    });
    expect(await call('PUT', `${base}/mine`, model)).toMatchObject({
      message: `${kind} model updated successfully`,
    });
    expect(await call('PUT', `${base}/mine/default`)).toEqual({
      message: `${kind} model set as default successfully`,
    });
    expect(await statusOf(`${base}/nobody`)).toBe(404);
    expect(await call('DELETE', `${base}/mine`)).toEqual({
      message: `${kind} model deleted successfully`,
    });
  });

  test('the status of Langfuse', async () => {
    expect(await get('/api/langfuse/status')).toEqual({ enabled: false, host: null });
    expect(await get('/health')).toEqual({ status: 'healthy' });
  });
});

describe('Pipelines', () => {
  test('template cards, and a pipeline from one', async () => {
    const templates = await get<{ id: string }[]>('/api/templates');
    const card = { name: text, description: text, example_seed: list, source: 'builtin' };
    for (const id of ['json_generation', 'text_classification', 'qa_generation']) {
      expect(templates.find((template) => template.id === id)).toMatchObject(card);
    }
    const path = '/api/pipelines/from_template/json_generation';
    expect(await call('POST', path)).toMatchObject({
      id: number,
      name: 'JSON Generation',
      template_id: 'json_generation',
    });
    expect((await server.send('POST', '/api/pipelines/from_template/nope')).status).toBe(404);
  });

  test('the editor: palette, save, open, change, delete', async () => {
    const blocks = await get<{ type: string }[]>('/api/blocks');
    expect(blocks.find(({ type }) => type === 'TextGenerator')).toMatchObject({
      name: text,
      description: text,
      category: 'generators',
      inputs: list,
      outputs: ['assistant', 'system', 'user'],
      config_schema: { type: 'object', properties: expect.any(Object) as object },
      is_multiplier: false,
      dependencies: [],
      source: 'builtin',
      available: true,
      error: null,
    });
    const id = await createPipeline();
    const opened = await get<{ definition: object }>(`/api/pipelines/${id}`);
    expect(opened).toMatchObject({
      id,
      name: 'Answers',
      definition,
      validation_config: { field_order: { primary: [], secondary: [], hidden: [] } },
      created_at: text,
      first_block_type: 'TextGenerator',
      first_block_is_multiplier: false,
    });
    const changed = { ...definition, name: 'Renamed' };
    expect(await call('PUT', `/api/pipelines/${id}`, changed)).toMatchObject({
      id,
      name: 'Renamed',
    });
    const { fields } = await get<{ fields: string[] }>(
      `/api/pipelines/${id}/accumulated_state_schema`,
    );
    expect(fields).toEqual([...fields].sort());
    expect(fields).toContain('assistant');
    expect((await get<{ id: number }[]>('/api/pipelines'))[0]?.id).toBe(id);
    expect(await call('DELETE', `/api/pipelines/${id}`)).toMatchObject({ success: true });
    expect(await statusOf(`/api/pipelines/${id}`)).toBe(404);
  });

  test('one whose first block is a multiplier takes Markdown', async () => {
    const path = '/api/pipelines/from_template/qa_generation';
    const { id } = await call<{ id: number }>('POST', path);
    expect(await get(`/api/pipelines/${id}`)).toMatchObject({
      first_block_type: 'MarkdownMultiplierBlock',
      first_block_is_multiplier: true,
    });
    const uploaded = await server.upload(
      { pipeline_id: String(id) },
      { name: 'document.md', text: '# One\n\nText.\n\n# Two\n\nMore text.\n' },
    );
    const { job_id: jobId } = (await uploaded.json()) as { job_id: number };
    expect((await followJob(jobId)).at(-1)).toMatchObject({ status: 'completed' });
  });
});

describe('Generator and Review', () => {
  let pipelineId: number;
  let jobId: number;

  test('DEV-03 seeds are validated, a job started, followed and listed', async () => {
    const slow = { name: 'slow', endpoint: provider.url, model_name: 'fake-large' };
    await call('POST', '/api/llm-models', { ...slow, is_default: true });
    pipelineId = await createPipeline();
    const body = { pipeline_id: pipelineId, seeds };
    expect(await call('POST', '/api/seeds/validate', body)).toEqual({
      valid: true,
      errors: [],
      warnings: [],
    });
    const none = { repetitions: 0, metadata: { question: 'x' } };
    expect(
      await call('POST', '/api/seeds/validate', { ...body, seeds: [...seeds, none] }),
    ).toMatchObject({
      valid: true,
      warnings: ['1 seed(s) have repetitions=0 (will not generate records)'],
    });
    const lacking = { ...body, seeds: [...seeds, { metadata: {} }] };
    expect(await call('POST', '/api/seeds/validate', lacking)).toMatchObject({
      valid: false,
      errors: [expect.stringContaining("'question'") as string],
    });

    jobId = await server.generate(pipelineId, seeds, { concurrency: 1 });
    const seen = await followJob(jobId);
    for (const job of seen) {
      expect(job).toMatchObject({
        id: jobId,
        pipeline_id: pipelineId,
        total_seeds: number,
        current_seed: number,
        records_generated: number,
        records_failed: number,
        progress: number,
        current_block: text,
        current_step: text,
        error: '',
        usage,
      });
    }
    const progress = seen.map((job) => job.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(new Set(seen.map((job) => job.records_generated)).size).toBeGreaterThan(2);
    expect(seen[0]?.status).toMatch(/^(pending|running)$/);
    expect(seen.at(-1)).toMatchObject({
      status: 'completed',
      progress: 1,
      total_seeds: 8,
      records_generated: 8,
      started_at: text,
      completed_at: text,
    });
    const jobs = await get<Job[]>(`/api/jobs?pipeline_id=${pipelineId}`);
    expect(jobs.map(({ id }) => id)).toEqual([jobId]);
  });

  test('a job is cancelled', async () => {
    const id = await server.generate(pipelineId, seeds, { concurrency: 1 });
    expect(await call('DELETE', `/api/jobs/${id}`)).toEqual({ message: 'Job cancelled' });
    expect((await followJob(id)).at(-1)).toMatchObject({ status: 'cancelled' });
    expect(await call('DELETE', `/api/records?job_id=${id}`)).toMatchObject({ deleted: number });
  });

  test('records are counted by tab, decided on, edited and put back', async () => {
    const of = (status: string) =>
      get<DataRecord[]>(`/api/records?status=${status}&limit=100&offset=0&job_id=${jobId}`);
    const pending = await of('pending');
    expect(pending).toHaveLength(8);
    expect(pending[0]).toMatchObject({
      id: number,
      output: text,
      metadata: { question: text },
      status: 'pending',
      created_at: text,
      updated_at: text,
    });
    const [first, second] = pending.map(({ id }) => `/api/records/${id}`);
    const shown = await get<DataRecord>(String(first));
    expect(shown.trace).toMatchObject([
      {
        block_type: 'TextGenerator',
        input: expect.any(Object) as object,
        output: { assistant: text },
        accumulated_state: { assistant: text },
        execution_time: number,
      },
      { block_type: 'ValidatorBlock', accumulated_state: { assistant: text, valid: true } },
    ]);
    await call('PUT', String(first), { status: 'accepted' });
    await call('PUT', String(first), { assistant: 'Edited in the page' });
    await call('PUT', String(second), { status: 'rejected', output: 'updated text' });
    expect(await get(String(first))).toMatchObject({
      status: 'accepted',
      accumulated_state: { assistant: 'Edited in the page' },
    });
    expect(await get(String(second))).toMatchObject({
      status: 'rejected',
      accumulated_state: { assistant: 'updated text' },
    });
    expect([(await of('pending')).length, (await of('accepted')).length]).toEqual([6, 1]);
  });

  test('the review layout is kept', async () => {
    const field_order = { primary: ['assistant'], secondary: ['valid'], hidden: ['system'] };
    const path = `/api/pipelines/${pipelineId}`;
    expect(await call('PUT', `${path}/validation_config`, { field_order })).toMatchObject({
      success: true,
    });
    expect(await get(path)).toMatchObject({ validation_config: { field_order } });
  });

  test('records are exported as lines and as a file, and deleted with their job', async () => {
    for (const path of ['/api/export', '/api/export/download']) {
      const response = await server.get(`${path}?job_id=${jobId}&status=accepted`);
      expect(response.headers.get('Content-Type')).toContain('application/x-ndjson');
      const lines = (await response.text()).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        {
          id: number,
          metadata: { question: text },
          status: 'accepted',
          accumulated_state: { assistant: 'Edited in the page' },
          created_at: text,
          updated_at: text,
        },
      ]);
    }
    const all = await server.get('/api/export/download');
    expect(all.headers.get('Content-Disposition')).toMatch(/^attachment; /);
    expect(await call('DELETE', `/api/records?job_id=${jobId}`)).toMatchObject({ deleted: 8 });
    expect(await statusOf(`/api/jobs/${jobId}`)).toBe(404);
    expect(await get(`/api/records?job_id=${jobId}`)).toEqual([]);
  });
});
