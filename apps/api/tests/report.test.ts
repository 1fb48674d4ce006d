import type { Execution, JobReport } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider } from '@datagenflow/llm/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let provider: FakeProvider;
let jobId: number;

const blocks = [
  {
    type: 'TextGenerator',
    config: { user_prompt: '{{ topic }}' },
    outputs: { assistant: 'text' },
  },
  { type: 'Filter', config: { condition: '{{ ne topic "filtered" }}', reason: 'unwanted' } },
  { type: 'FieldMapper', config: { mappings: { score: '{{ weight }}' } } },
];

beforeAll(async () => {
  provider = await createFakeProvider({
    answer: (body) => `About ${JSON.stringify(body['messages']).length}`,
    fault: (_request, body) =>
      JSON.stringify(body).includes('failing') ? { kind: 'status', status: 400 } : undefined,
  });
  server = await startTestServer();
  await server.send('POST', '/api/llm-models', {
    name: 'm',
    provider: 'custom',
    endpoint: provider.url,
    model_name: 'fake-large',
    prices: { input: 1, output: 2 },
    is_default: true,
  });
  await server.send('POST', '/api/pipelines', { name: 'Report', blocks });
  jobId = await server.generate(1, [
    ...['a', 'bb', 'ccc'].map((topic) => ({
      metadata: { topic, weight: topic.length },
      repetitions: 20,
    })),
    { metadata: { topic: 'filtered', weight: 0 }, repetitions: 2 },
    { metadata: { topic: 'failing', weight: 0 }, repetitions: 3 },
  ]);
  await server.runtime.runner.finished(jobId);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function read<T>(path: string): Promise<T> {
  return (await (await server.get(path)).json()) as T;
}

test('a report counts ends, reasons, steps, scores and lengths of all pages', async () => {
  const report = await read<JobReport>(`/api/jobs/${jobId}/report`);
  expect(report).toMatchObject({
    job_id: jobId,
    status: 'completed',
    counts: { generated: 60, filtered: 2, failed: 3, fanned_out: 0, unfinished: 0 },
    reasons: [
      { status: 'failed', step_id: 'TextGenerator-1', count: 3 },
      { status: 'filtered', step_id: 'Filter-1', message: 'unwanted', count: 2 },
    ],
    steps: [
      { step_id: 'TextGenerator-1', block_type: 'TextGenerator', ok: 62, failed: 3, skipped: 0 },
      { step_id: 'Filter-1', ok: 60, filtered: 2 },
      { step_id: 'FieldMapper-1', ok: 60, seconds: { count: 60 }, cost: 0 },
    ],
  });
  const [writer] = report.steps;
  const job = await read<{ cost: number; usage: { input_tokens: number } }>(`/api/jobs/${jobId}`);
  expect(writer?.cost).toBeCloseTo(job.cost, 9);
  expect(writer?.usage.input_tokens).toBe(job.usage.input_tokens);
  expect(report.scores).toMatchObject([
    { field: 'score', distribution: { count: 60, min: 1, max: 3, mean: 2 } },
  ]);
  const lengths = report.lengths.map(({ field }) => field);
  expect(lengths).toContain('text');
  expect(report.lengths.find(({ field }) => field === 'text')?.distribution.count).toBe(60);
});

test('failed and filtered executions come with reason, step, cost and trace', async () => {
  const response = await server.get(`/api/jobs/${jobId}/executions?status=failed&limit=2`);
  expect(response.headers.get('x-total-count')).toBe('3');
  const failed = (await response.json()) as Execution[];
  expect(failed).toHaveLength(2);
  expect(failed[0]).toMatchObject({
    status: 'failed',
    reason: { code: expect.any(String) as string, message: expect.stringMatching(/\S/) as string },
    step_id: 'TextGenerator-1',
    cost: expect.any(Number) as number,
    trace: [{ status: 'failed', input: { topic: 'failing' }, error: {} }],
  });
  const filtered = await read<Execution[]>(`/api/jobs/${jobId}/executions?status=filtered`);
  expect(filtered).toMatchObject([
    { reason: { message: 'unwanted' }, step_id: 'Filter-1', trace: [{}, { status: 'filtered' }] },
    {},
  ]);
  const [generated] = await read<Execution[]>(`/api/jobs/${jobId}/executions?status=generated`);
  expect(generated).not.toHaveProperty('trace');
});

test('row 14: a job that is not there has neither', async () => {
  expect((await server.get('/api/jobs/999/report')).status).toBe(404);
  expect((await server.get('/api/jobs/999/executions?status=failed')).status).toBe(404);
});

test('without a running job there is no active one', async () => {
  const response = await server.get('/api/jobs/active');
  expect([response.status, await response.json()]).toMatchObject([404, { error: 'no active job' }]);
});
