import type {
  DataRecord,
  Job,
  PipelineFromTemplate,
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
  const file = { name: 'seeds.json', mimeType: 'application/json', buffer: toFile(seeds) };
  const multipart = { pipeline_id: String(id), options: '{}', file };
  const started = await request.post('/api/generate', { multipart });
  expect(started.status(), await started.text()).toBe(200);
  const { job_id } = (await started.json()) as { job_id: number };
  const read = () => readJson<Job>(request, `/api/jobs/${job_id}`);
  await expect.poll(async () => (await read()).status).toBe('completed');
  return read();
}

/** A seed file in memory, as file pickers take it. */
export function toFile(seeds: unknown): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify(seeds));
}
