import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataRecord, Execution, Job } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let provider: FakeProvider;
beforeEach(async () => {
  provider = await createFakeProvider({ keys: ['right'] });
  server = await startTestServer();
  await saveModel('right');
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await (await server.send('POST', path, body)).json()) as T;
}

async function read<T>(path: string): Promise<T> {
  return (await (await server.get(path)).json()) as T;
}

function saveModel(api_key: string): Promise<Response> {
  const model = { name: 'm', provider: 'custom', endpoint: provider.url, model_name: 'fake-large' };
  return server.send('POST', '/api/llm-models', { ...model, api_key, is_default: true });
}

/** A pipeline of two prompts, one after the other. */
async function createPipeline(): Promise<number> {
  const blocks = [
    {
      type: 'TextGenerator',
      config: { user_prompt: 'Write about {{ topic }}' },
      outputs: { assistant: 'text' },
    },
    {
      type: 'TextGenerator',
      config: { user_prompt: 'Shorten {{ text }}' },
      outputs: { assistant: 'short' },
    },
  ];
  const { id } = await post<{ id: number }>('/api/pipelines', { name: 'Two', blocks });
  return id;
}

const seeds = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ metadata: { topic: `topic ${i}` } }));

/** Waits until a job is as wanted. */
async function until(jobId: number, isSo: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await read<Job>(`/api/jobs/${jobId}`);
    if (isSo(job)) return job;
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('a job over HTTP', () => {
  test('is paused, and goes on with another limit, the rest as it was', async () => {
    provider.options.latencyMs = 20;
    const jobId = await server.generate(await createPipeline(), seeds(20), {
      concurrency: 2,
      constraints: { max_total_tokens: 1_000_000 },
    });
    await until(jobId, ({ current_seed }) => current_seed > 0);
    const paused = await post<Job>(`/api/jobs/${jobId}/pause`);
    expect(paused).toMatchObject({ status: 'paused', pause_reason: 'user' });
    const rested = await server.runtime.runner.finished(jobId);
    expect(rested.current_seed).toBeLessThan(20);
    const again = await server.send('POST', `/api/jobs/${jobId}/pause`);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'job_status', detail: { status: 'paused' } });
    const aimless = await server.send('POST', `/api/jobs/${jobId}/resume`, { max_executions: 5 });
    expect(await aimless.json()).toMatchObject({ code: 'target_missing' });
    const resumed = await post<Job>(`/api/jobs/${jobId}/resume`, {
      constraints: { max_total_output_tokens: 900_000 },
    });
    expect(resumed).toMatchObject({ status: 'running', pause_reason: null });
    expect(resumed.options).toEqual({
      ...paused.options,
      constraints: { ...paused.options.constraints, max_total_output_tokens: 900_000 },
    });
    expect(resumed.options).toMatchObject({
      concurrency: 2,
      constraints: { max_total_tokens: 1_000_000 },
    });
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      records_generated: 20,
    });
    expect(provider.counters.requests).toBe(40);
    const wrong = await server.send('POST', `/api/jobs/${jobId}/resume`, { nothing: 1 });
    expect(wrong.status).toBe(422);
  });

  test('retries what failed: only the wrong call and what follows is bought again', async () => {
    const isWrong = (body: object) => JSON.stringify(body).includes('Shorten');
    provider.options.fault = (_, body) =>
      isWrong(body) ? { kind: 'status', status: 400 } : undefined;
    const jobId = await server.generate(await createPipeline(), seeds(3));
    const failed = await server.runtime.runner.finished(jobId);
    expect(failed).toMatchObject({ status: 'failed', records_failed: 3 });
    const [first, ...rest] = await read<Execution[]>(`/api/jobs/${jobId}/executions?status=failed`);
    expect(rest).toHaveLength(2);

    delete provider.options.fault;
    const before = provider.counters.requests;
    await post(`/api/jobs/${jobId}/retry-failed`, { execution_ids: [first?.id] });
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      records_generated: 1,
      records_failed: 2,
    });
    expect(provider.counters.requests).toBe(before + 1);
    await post(`/api/jobs/${jobId}/retry-failed`, { reason: first?.reason?.code });
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      records_generated: 3,
      records_failed: 0,
      progress: 1,
    });
    expect(provider.counters.requests).toBe(before + 3);
    const none = await server.send('POST', `/api/jobs/${jobId}/retry-failed`, {});
    expect(await none.json()).toMatchObject({ code: 'nothing_to_retry' });
    const [record] = await read<DataRecord[]>(`/api/records?job_id=${jobId}`);
    const trace = (await read<DataRecord>(`/api/records/${record?.id}`)).trace ?? [];
    expect(trace.map(({ status, replayed }) => ({ status, replayed }))).toEqual([
      { status: 'ok', replayed: 1 },
      { status: 'ok', replayed: undefined },
    ]);
  });

  test('with stop_on_error ends at the first failure, the rest pending', async () => {
    provider.options.fault = (request) =>
      request === 2 ? { kind: 'status', status: 400 } : undefined;
    const options = { concurrency: 1, stop_on_error: true };
    const jobId = await server.generate(await createPipeline(), seeds(5), options);
    const failed = await server.runtime.runner.finished(jobId);
    expect(failed).toMatchObject({ status: 'failed', current_seed: 2, records_failed: 1 });
    expect(await read<Execution[]>(`/api/jobs/${jobId}/executions?status=pending`)).toHaveLength(3);
  });
});

describe('a job that pauses by itself', () => {
  test('wrong credentials: one message, nothing failed; the right key lets it go on', async () => {
    await saveModel('sk-0815');
    const jobId = await server.generate(await createPipeline(), seeds(50), { concurrency: 8 });
    const paused = await until(jobId, ({ status }) => status !== 'running' && status !== 'pending');
    expect(paused).toMatchObject({
      status: 'paused',
      pause_reason: 'credentials',
      current_seed: 0,
      records_failed: 0,
    });
    expect(paused.error).toContain("'m'");
    expect(paused.error).not.toContain('sk-0815');
    await server.runtime.runner.finished(jobId);
    expect(await server.runtime.storage.jobs.countExecutions(jobId)).toEqual({ pending: 50 });
    expect(provider.counters.requests).toBeLessThanOrEqual(8);
    await saveModel('right');
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      error: '',
      records_generated: 50,
    });
  });

  test('resumed with the key as it is, it asks the provider again', async () => {
    provider.options.keys = ['other'];
    const jobId = await server.generate(await createPipeline(), seeds(2));
    await server.runtime.runner.finished(jobId);
    provider.options.keys = ['right'];
    await post(`/api/jobs/${jobId}/resume`);
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({ records_generated: 2 });
  });

  test('a provider that is down: it goes on by itself when the provider is up', async () => {
    let isDown = true;
    provider.options.fault = () => (isDown ? { kind: 'status', status: 503 } : undefined);
    const jobId = await server.generate(await createPipeline(), seeds(12), { concurrency: 6 });
    const paused = await until(jobId, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({ pause_reason: 'provider_down', records_failed: 0 });
    isDown = false;
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      records_generated: 12,
      records_failed: 0,
    });
  });
});

describe('a rerun', () => {
  test('buys only what was edited, without the file that was sent', async () => {
    const pipelineId = await createPipeline();
    const jobId = await server.generate(pipelineId, seeds(10), { random_seed: 5 });
    const first = await server.runtime.runner.finished(jobId);
    expect(provider.counters.requests).toBe(20);
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual([]);

    const same = await post<{ job_id: number }>(`/api/jobs/${jobId}/rerun`);
    const rerun = await server.runtime.runner.finished(same.job_id);
    expect(rerun).toMatchObject({
      status: 'completed',
      records_generated: 10,
      random_seed: 5,
      options: { reuse: true },
      usage: { input_tokens: 0, output_tokens: 0 },
    });
    expect(provider.counters.requests).toBe(20);
    const fields = async (id: number) =>
      (await read<DataRecord[]>(`/api/records?job_id=${id}`))
        .map(({ output }) => output)
        .toSorted();
    expect(await fields(rerun.id)).toEqual(await fields(first.id));
    const [record] = await read<DataRecord[]>(`/api/records?job_id=${rerun.id}`);
    const { trace = [] } = await read<DataRecord>(`/api/records/${record?.id}`);
    expect(trace.map(({ reused, calls }) => [reused, calls?.[0]?.origin])).toEqual([
      [1, 'reused'],
      [1, 'reused'],
    ]);

    const pipeline = await read<{ definition: { blocks: { config: object }[] } }>(
      `/api/pipelines/${pipelineId}`,
    );
    const { definition } = pipeline;
    Object.assign(definition.blocks[1]?.config ?? {}, { user_prompt: 'Translate {{ text }}' });
    await server.send('PUT', `/api/pipelines/${pipelineId}`, definition);
    const edited = await post<{ job_id: number }>(`/api/jobs/${jobId}/rerun`, { limit: 4 });
    expect(await server.runtime.runner.finished(edited.job_id)).toMatchObject({
      status: 'completed',
      records_generated: 4,
    });
    expect(provider.counters.requests).toBe(24);
    const bought = await post<{ job_id: number }>(`/api/jobs/${jobId}/rerun`, {
      reuse: false,
      limit: 1,
    });
    await server.runtime.runner.finished(bought.job_id);
    expect(provider.counters.requests).toBe(26);
  });

  test('keeps the limits that it does not name, and needs a target for the most it may try', async () => {
    const limits = { max_total_tokens: 100_000, max_total_execution_time: 600 };
    const jobId = await server.generate(await createPipeline(), seeds(2), { constraints: limits });
    await server.runtime.runner.finished(jobId);
    const constraints = { max_total_tokens: -1, max_total_input_tokens: 90_000 };
    const again = await post<{ job_id: number }>(`/api/jobs/${jobId}/rerun`, { constraints });
    expect(await server.runtime.runner.finished(again.job_id)).toMatchObject({
      status: 'completed',
      options: { constraints: { ...limits, ...constraints } },
    });
    const most = { max_executions: 5 };
    const refused = await server.send('POST', `/api/jobs/${jobId}/rerun`, most);
    expect(await refused.json()).toMatchObject({ code: 'target_missing' });
    const aimed = await server.send('POST', `/api/jobs/${jobId}/rerun`, {
      ...most,
      target_records: 1,
    });
    expect(aimed.status).toBe(200);
  });

  test('is refused when the seeds lack what the pipeline needs by now', async () => {
    const pipelineId = await createPipeline();
    const jobId = await server.generate(pipelineId, seeds(2));
    await server.runtime.runner.finished(jobId);
    const { definition } = await read<{ definition: { blocks: { config: object }[] } }>(
      `/api/pipelines/${pipelineId}`,
    );
    Object.assign(definition.blocks[0]?.config ?? {}, { user_prompt: 'In {{ language }}' });
    await server.send('PUT', `/api/pipelines/${pipelineId}`, definition);
    const refused = await server.send('POST', `/api/jobs/${jobId}/rerun`, {});
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'pipeline_invalid',
      error: expect.stringContaining('language') as string,
    });
    expect(await read<Job[]>('/api/jobs')).toHaveLength(1);
  });

  test('of a job that is gone is 404', async () => {
    expect((await server.send('POST', '/api/jobs/77/rerun', {})).status).toBe(404);
  });
});
