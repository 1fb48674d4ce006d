import type {
  DataRecord,
  Job,
  PipelineFromTemplate,
  PipelineSaved,
  Seed,
  TemplateInfo,
} from '@datagenflow/contracts';
import { expect, type APIRequestContext } from '@playwright/test';

/** The template that the tests start from: it needs one variable, `content`. */
export const template = { id: 'json_generation', name: 'JSON Generation' } as const;

/** Reads JSON from the API. */
export async function readJson<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(path);
  expect(response.status(), path).toBe(200);
  return (await response.json()) as T;
}

/** The example seeds of the template. */
export async function readExampleSeeds(request: APIRequestContext): Promise<Seed[]> {
  const templates = await readJson<TemplateInfo[]>(request, '/api/templates');
  return templates.find(({ id }) => id === template.id)?.example_seed ?? [];
}

/** All records of a job, oldest first, as the API shows them. */
export async function readRecords(
  request: APIRequestContext,
  jobId: number,
): Promise<DataRecord[]> {
  const path = `/api/records?job_id=${jobId}&limit=1000`;
  return (await readJson<DataRecord[]>(request, path)).toReversed();
}

/** Runs seeds through the template without the browser and waits for the end. */
export async function runTemplate(request: APIRequestContext, seeds: Seed[]): Promise<Job> {
  const created = await request.post(`/api/pipelines/from_template/${template.id}`);
  const { id } = (await created.json()) as PipelineFromTemplate;
  const jobId = await startJob(request, id, seeds);
  const read = () => readJson<Job>(request, `/api/jobs/${jobId}`);
  await expect.poll(async () => (await read()).status).toBe('completed');
  return read();
}

/** Runs seeds of which some fail through a pipeline of one validator, and waits for the end. */
export async function runFailing(request: APIRequestContext): Promise<Job> {
  const config = { field_name: 'text', strict: true };
  const blocks = [{ type: 'JSONValidatorBlock', config }];
  const created = await request.post('/api/pipelines', { data: { name: 'Failing', blocks } });
  const { id } = (await created.json()) as PipelineSaved;
  const seeds = [
    { repetitions: 2, metadata: { text: 'no JSON' } },
    { repetitions: 1, metadata: { text: '{"a": 1}' } },
  ];
  const jobId = await startJob(request, id, seeds);
  const read = () => readJson<Job>(request, `/api/jobs/${jobId}`);
  await expect.poll(async () => (await read()).status).toBe('completed');
  return read();
}

/** Starts a job without the browser. */
export async function startJob(
  request: APIRequestContext,
  pipelineId: number,
  seeds: readonly unknown[],
): Promise<number> {
  const file = { name: 'seeds.json', mimeType: 'application/json', buffer: toFile(seeds) };
  const multipart = { pipeline_id: String(pipelineId), options: '{}', file };
  const started = await request.post('/api/generate', { multipart });
  expect(started.status(), await started.text()).toBe(200);
  return ((await started.json()) as { job_id: number }).job_id;
}

/** A seed file in memory, as file pickers take it. */
export function toFile(seeds: unknown): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify(seeds));
}
