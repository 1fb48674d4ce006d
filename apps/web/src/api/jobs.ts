import type {
  Execution,
  ExecutionStatus,
  FailedFilter,
  Id,
  Job,
  JobOptions,
  JobReport,
  ResumeOptions,
  SeedReport,
} from '@datagenflow/contracts';
import { getJson, sendJson, withQuery } from './request.js';

/** `GET /api/jobs`, newest first */
export function listJobs(signal: AbortSignal): Promise<Job[]> {
  return getJson('/api/jobs', signal);
}

/** `GET /api/jobs` of one pipeline, at most 1,000 */
export function listPipelineJobs(pipelineId: Id, signal: AbortSignal): Promise<Job[]> {
  return getJson(withQuery('/api/jobs', { pipeline_id: pipelineId, limit: 1_000 }), signal);
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

/** `POST /api/seeds/validate`: what is wrong with a seed file. */
export function validateSeeds(
  pipelineId: Id,
  seeds: File,
  options: JobOptions = {},
): Promise<SeedReport> {
  const form = new FormData();
  form.set('pipeline_id', String(pipelineId));
  form.set('options', JSON.stringify(options));
  form.set('file', seeds);
  return sendJson('POST', '/api/seeds/validate', form);
}

/** `GET /api/jobs/{id}/report` */
export function readJobReport(id: Id, signal: AbortSignal): Promise<JobReport> {
  return getJson(`/api/jobs/${id}/report`, signal);
}

/** `POST /api/jobs/{id}/pause` */
export function pauseJob(id: Id): Promise<Job> {
  return sendJson('POST', `/api/jobs/${id}/pause`);
}

/** `POST /api/jobs/{id}/resume` */
export function resumeJob(id: Id, options: ResumeOptions): Promise<Job> {
  return sendJson('POST', `/api/jobs/${id}/resume`, options);
}

/** `POST /api/jobs/{id}/retry-failed` */
export function retryFailed(id: Id, filter: FailedFilter): Promise<Job> {
  return sendJson('POST', `/api/jobs/${id}/retry-failed`, filter);
}

/** `POST /api/jobs/{id}/rerun` */
export function rerunJob(id: Id): Promise<{ job_id: Id }> {
  return sendJson('POST', `/api/jobs/${id}/rerun`, {});
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
