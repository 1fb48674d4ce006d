import type {
  ConnectionTestResult,
  ErrorBody,
  Job,
  Model,
  ModelSaved,
} from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server[Symbol.asyncDispose]());

async function read<T>(path: string): Promise<T> {
  return (await (await server.get(path)).json()) as T;
}

async function send<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<T & { code?: string }> {
  return (await (await server.send(method, path, body)).json()) as T & { code?: string };
}

const local = (name: string, more: object = {}) => ({
  name,
  provider: 'ollama',
  endpoint: 'http://localhost:11434/v1/chat/completions',
  model_name: 'llama3.2',
  ...more,
});

async function names(kind = 'llm'): Promise<string[]> {
  const models = await read<Model[]>(`/api/${kind}-models`);
  return models.map(({ name, is_default }) => `${name}${is_default ? '*' : ''}`);
}

describe.each(['llm', 'embedding'])('%s models', (kind) => {
  const base = `/api/${kind}-models`;

  test('are configured, read, changed and deleted by name', async () => {
    const created = await send<ModelSaved>(
      'POST',
      base,
      local('m', { limits: { concurrency: 3 } }),
    );
    expect(created).toMatchObject({ message: `${kind} model saved successfully` });
    expect(await read(`${base}/m`)).toMatchObject({
      ...local('m', { endpoint: 'http://localhost:11434/v1' }),
      kind,
      limits: { concurrency: 3 },
      prices: { input: 0, output: 0 },
      api_key: { is_set: false, last4: '' },
    });
    const again = await send<ModelSaved>('POST', base, {
      name: 'm',
      prices: { input: 1, output: 2 },
    });
    expect(again.model).toMatchObject({
      limits: { concurrency: 3 },
      prices: { input: 1, output: 2 },
    });
    const changed = await send<ModelSaved>('PUT', `${base}/m`, local('m', { model_name: 'qwen3' }));
    expect(changed).toMatchObject({
      message: `${kind} model updated successfully`,
      model: { model_name: 'qwen3', prices: { input: 0, output: 0 } },
    });
    expect(await send('PUT', `${base}/m`, local('n'))).toMatchObject({
      error: 'name in path must match name in body',
    });
    await send('PUT', `${base}/n`, local('n'));
    expect(await send('DELETE', `${base}/m`)).toEqual({
      message: `${kind} model deleted successfully`,
    });
    const gone = await server.send('DELETE', `${base}/m`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({
      error: `${kind} model 'm' not found. Configured: demo, n.`,
      code: 'model_not_found',
    });
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', '/default'],
    ] as const) {
      expect((await server.send(method, `${base}/m${path}`)).status).toBe(404);
    }
  });

  test('one is the default; the demo model stands in while there is no other', async () => {
    expect(await names(kind)).toEqual(['demo*']);
    await send('POST', base, local('b', { is_default: false }));
    expect(await names(kind)).toEqual(['b*', 'demo']);
    await send('POST', base, local('a'));
    await send('POST', base, local('c', { is_default: true }));
    expect(await names(kind)).toEqual(['a', 'b', 'c*', 'demo']);
    await send('PUT', `${base}/a`, local('a'));
    await send('PUT', `${base}/c`, local('c', { is_default: false }));
    expect(await names(kind)).toEqual(['a', 'b', 'c*', 'demo']);
    expect(await send('PUT', `${base}/b/default`)).toEqual({
      message: `${kind} model set as default successfully`,
    });
    await send('DELETE', `${base}/b`);
    expect(await names(kind)).toEqual(['a*', 'c', 'demo']);
    await send('PUT', `${base}/demo/default`);
    expect(await names(kind)).toEqual(['a', 'c', 'demo*']);
    await send('DELETE', `${base}/a`);
    await send('DELETE', `${base}/demo`);
    expect(await names(kind)).toEqual(['c*']);
    await send('DELETE', `${base}/c`);
    expect(await names(kind)).toEqual(['demo*']);
    expect((await send('DELETE', `${base}/demo`)).code).toBe('last_model');
  });

  test('are tested over their endpoint, stored or not', async () => {
    await using provider = await createFakeProvider();
    const input = {
      name: 'x',
      provider: 'custom',
      endpoint: provider.url,
      model_name: 'fake-large',
    };
    const good = await send<ConnectionTestResult>('POST', `${base}/test`, input);
    expect(good).toMatchObject({ success: true, message: 'connection successful' });
    expect(good.latency_ms).toBeGreaterThanOrEqual(0);
    const [sent] = provider.requests;
    expect(sent?.body).toMatchObject(
      kind === 'embedding'
        ? { input: ['test'] }
        : { messages: [{ role: 'user', content: 'Say hello' }], max_tokens: 10 },
    );

    provider.options.fault = () => ({ kind: 'status', status: 500, message: 'out of order' });
    const bad = await server.send('POST', `${base}/test`, input);
    expect(bad.status).toBe(200);
    const answer = (await bad.json()) as ConnectionTestResult;
    expect(answer).toMatchObject({ success: false, latency_ms: -1 });
    expect(answer.message).toMatch(/^connection failed: .*out of order/);
    expect(provider.requests).toHaveLength(2);
    expect(await names(kind)).toEqual(['demo*']);
    expect(await send(`POST`, `${base}/test`, { name: 'demo' })).toMatchObject({ success: true });
  });
});

test('a test of a model does not wait for its limits', async () => {
  const limits = { requests_per_minute: 1, tokens_per_minute: 1, concurrency: 1 };
  const model = { name: 'slow', endpoint: 'http://127.0.0.1:1/v1', model_name: 'x', limits };
  for (const kind of ['llm', 'embedding']) {
    const result = await send<ConnectionTestResult>('POST', `/api/${kind}-models/test`, model);
    expect(result).toMatchObject({ success: false, latency_ms: -1 });
  }
});

test('what is wrong with a model is said, and nothing is saved', async () => {
  const wrong: [body: object, code: string][] = [
    [{ name: ' ' }, 'schema_violation'],
    [{ name: 'x', api_keys: 'a' }, 'schema_violation'],
    [{ name: 'x' }, 'unknown_provider'],
    [{ name: 'x', provider: 'opanai' }, 'unknown_provider'],
    [{ name: 'x', provider: 'azure', model_name: 'm' }, 'request_rejected'],
    [
      { name: 'x', provider: 'custom', endpoint: 'ftp://a/v1', model_name: 'm' },
      'request_rejected',
    ],
    [{ name: 'x', endpoint: 'http://user:pw@a/v1', model_name: 'm' }, 'request_rejected'],
    [{ name: 'x', endpoint: 'http://gpu-box/v1' }, 'model_name_required'],
    [{ name: 'x', provider: 'openai', api_key: 'two words' }, 'key_invalid'],
    [{ name: 'x', provider: 'openai', dimensions: 3 }, 'dimensions_unexpected'],
    [{ name: 'x', provider: 'openai', prices: { input: -1, output: 0 } }, 'schema_violation'],
  ];
  for (const [body, code] of wrong) {
    const response = await server.send('POST', '/api/llm-models', body);
    const refused = { status: response.status, ...((await response.json()) as ErrorBody) };
    expect({ body, ...refused }).toMatchObject({ body, status: 422, code });
    expect(await names()).toEqual(['demo*']);
  }
});

test('a provider or the beginning of a key is enough for the rest', async () => {
  const key = 'sk-ant-0123456789abcdef';
  const { model } = await send<ModelSaved>('POST', '/api/llm-models', {
    name: 'a',
    api_key: `${key}\n`,
  });
  expect(model).toMatchObject({
    provider: 'anthropic',
    endpoint: '',
    model_name: 'claude-haiku-4-5',
    prices: { input: 1, output: 5 },
    api_key: { is_set: true, last4: 'cdef' },
  });
  const dimensions = { name: 'e', provider: 'openai', dimensions: 256 };
  expect((await send<ModelSaved>('POST', '/api/embedding-models', dimensions)).model).toMatchObject(
    {
      model_name: 'text-embedding-3-small',
      dimensions: 256,
    },
  );
});

test('presets and the models of an endpoint are listed', async () => {
  const presets = await read<{ name: string }[]>('/api/models/presets');
  expect(presets.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['openai', 'anthropic', 'gemini', 'ollama', 'custom', 'demo']),
  );
  await using provider = await createFakeProvider({
    models: ['b', 'a'],
    keys: ['sk-0123456789ab'],
  });
  const asked = { provider: 'custom', endpoint: provider.url };
  expect(
    await send('POST', '/api/models/available', { ...asked, api_key: 'sk-0123456789ab' }),
  ).toEqual({
    models: ['a', 'b'],
  });
  expect((await send('POST', '/api/models/available', asked)).code).toBe('credentials');
  await send('POST', '/api/llm-models', {
    ...asked,
    name: 'm',
    model_name: 'a',
    api_key: 'sk-0123456789ab',
  });
  expect(await send('POST', '/api/models/available', { name: 'm' })).toEqual({
    models: ['a', 'b'],
  });
});

describe('a job on a configured model', () => {
  const pipeline = {
    name: 'P',
    blocks: [{ type: 'TextGenerator', config: { user_prompt: '{{ topic }}' } }],
  };
  const seeds = Array.from({ length: 8 }, (_, i) => ({ metadata: { topic: `Topic ${i}` } }));

  test('asks its endpoint with its key and costs what its prices say, changed or not', async () => {
    const key = 'sk-0123456789abcdef';
    await using provider = await createFakeProvider({
      keys: [key],
      answer: () => 'Four tokens of text',
    });
    const main = { name: 'main', endpoint: provider.url, model_name: 'fake-large', api_key: key };
    await send('POST', '/api/llm-models', { ...main, prices: { input: 1, output: 1_000 } });
    const { id } = await send<{ id: number }>('POST', '/api/pipelines', pipeline);
    provider.options.fault = (request) => {
      if (request === 0) {
        void send('PUT', '/api/llm-models/main', { name: 'main', prices: { input: 9, output: 9 } });
      }
      return undefined;
    };
    const jobId = await server.generate(id, seeds, { concurrency: 1 });
    await server.runtime.runner.finished(jobId);
    const job = await read<Job>(`/api/jobs/${jobId}`);
    expect(job).toMatchObject({ status: 'completed', records_generated: 8 });
    const { input_tokens, output_tokens } = job.usage;
    expect(job.cost).toBeCloseTo((input_tokens + 1_000 * output_tokens) / 1e6, 12);
    expect(
      provider.requests.every(({ headers }) => headers.authorization === `Bearer ${key}`),
    ).toBe(true);
    expect((await read<Model>('/api/llm-models/main')).prices).toEqual({ input: 9, output: 9 });
  });

  test('does not start with a cost limit when a model has no price, or when one is missing', async () => {
    await using provider = await createFakeProvider();
    await send('POST', '/api/llm-models', {
      name: 'm',
      endpoint: provider.url,
      model_name: 'unheard-of',
    });
    const { id } = await send<{ id: number }>('POST', '/api/pipelines', pipeline);
    const form = (options: object) => ({
      pipeline_id: String(id),
      options: JSON.stringify(options),
    });
    const file = { name: 'seeds.json', text: JSON.stringify(seeds) };
    const refused = await server.upload(form({ constraints: { max_total_cost: 1 } }), file);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: 'price_unknown',
      detail: { models: ['m'] },
    });
    const missing = await server.upload(form({ model: 'nobody' }), file);
    expect(await missing.json()).toMatchObject({ code: 'model_not_found' });
    expect(await read('/api/jobs')).toEqual([]);
    expect(provider.requests).toHaveLength(0);
    await server.generate(id, seeds, { constraints: { max_total_cost: 1 }, model: 'demo' });
    await server.runtime.runner.finished(1);
    expect(await read('/api/jobs/1')).toMatchObject({ status: 'completed', cost: 0 });
  });
});
