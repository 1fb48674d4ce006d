import type { DataRecord, ExecutionResult, Job, Preview } from '@datagenflow/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let pipelineId: number;
beforeEach(async () => {
  server = await startTestServer();
  const blocks = [
    { type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}' } },
    { type: 'NearDuplicate', config: { field_name: 'topic', method: 'exact', mode: 'drop' } },
  ];
  pipelineId = (await post<{ id: number }>('/api/pipelines', { name: 'Unique', blocks })).id;
});
afterEach(() => server[Symbol.asyncDispose]());

async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await (await server.send('POST', path, body)).json()) as T;
}

const seeds = (...topics: string[]) => topics.map((topic) => ({ metadata: { topic } }));

describe('a pipeline with a job-wide step', () => {
  test('drops over all records of a job', async () => {
    const jobId = await server.generate(pipelineId, seeds('cats', 'dogs', 'Cats', 'cats'));
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      records_generated: 2,
      records_filtered: 2,
    });
    const listed = await server.get(`/api/records?job_id=${jobId}`);
    const records = (await listed.json()) as DataRecord[];
    const topics = new Set(records.map(({ metadata }) => metadata.topic));
    expect(topics).toEqual(new Set(['cats', 'dogs']));
    expect(records[0]?.accumulated_state).toMatchObject({ is_duplicate: false, similarity: 0 });
  });

  test('says that the step does not run when there is no job', async () => {
    const skipped = [{ step: 2, code: 'job_scope_skipped', severity: 'information' }];
    const path = `/api/pipelines/${pipelineId}/execute`;
    const executed = await post<ExecutionResult>(path, { topic: 'cats' });
    expect(executed.problems).toMatchObject(skipped);
    expect(executed.trace).toHaveLength(1);
    const preview = await post<Preview>('/api/preview', {
      pipeline_id: pipelineId,
      seeds: seeds('cats'),
    });
    expect(preview.problems).toMatchObject(skipped);
  });
});

describe('target_records', () => {
  test('ends with exactly that many, or says what is missing and goes on with more', async () => {
    const options = { target_records: 7, max_executions: 5 };
    const one = [{ type: 'TextGenerator', config: { user_prompt: 'About {{ topic }}' } }];
    const { id } = await post<{ id: number }>('/api/pipelines', { name: 'One', blocks: one });
    const jobId = await server.generate(id, seeds('cats', 'dogs'), options);
    const stopped = await server.runtime.runner.finished(jobId);
    expect(stopped).toMatchObject({ status: 'stopped', records_generated: 5 });
    expect(stopped.error).toContain('2 more records were needed');
    await post<Job>(`/api/jobs/${jobId}/resume`, { max_executions: 50 });
    expect(await server.runtime.runner.finished(jobId)).toMatchObject({
      status: 'completed',
      progress: 1,
      records_generated: 7,
    });
    const rerun = await post<{ job_id: number }>(`/api/jobs/${jobId}/rerun`, {
      target_records: 3,
    });
    expect(await server.runtime.runner.finished(rerun.job_id)).toMatchObject({
      status: 'completed',
      records_generated: 3,
    });
  });

  test('is needed for max_executions', async () => {
    const file = { name: 'seeds.json', text: JSON.stringify(seeds('cats')) };
    const fields = { pipeline_id: String(pipelineId), options: '{"max_executions":5}' };
    const refused = await server.upload(fields, file);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'target_missing' });
  });
});
