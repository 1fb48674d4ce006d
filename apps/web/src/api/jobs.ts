import type { Execution, ExecutionStatus, Id, Job, JobOptions } from '@datagenflow/contracts';
import { getJson, sendJson, withQuery } from './request.js';

/** `GET /api/jobs`, newest first */
export function listJobs(signal: AbortSignal): Promise<Job[]> {
  return getJson('/api/jobs', signal);
}

/** `GET /api/jobs/{id}` */
export function readJob(id: Id, signal: AbortSignal): Promise<Job> {
  return getJson(`/api/jobs/${id}`, signal);
}

/** `POST /api/generate`: starts a job over a seed file. */
export function startJob(
  pipelineId: Id,
  seeds: File,
  options: JobOptions = {},
): Promise<{ job_id: Id }> {
  const form = new FormData();
  form.set('pipeline_id', String(pipelineId));
  form.set('options', JSON.stringify(options));
  form.set('file', seeds);
  return sendJson('POST', '/api/generate', form);
}

/** `DELETE /api/jobs/{id}`: cancels it. */
export function cancelJob(id: Id): Promise<{ message: string }> {
  return sendJson('DELETE', `/api/jobs/${id}`);
}

/** `GET /api/jobs/{id}/executions` */
export function listExecutions(
  jobId: Id,
  status: ExecutionStatus,
  signal: AbortSignal,
): Promise<Execution[]> {
  return getJson(withQuery(`/api/jobs/${jobId}/executions`, { status }), signal);
}
