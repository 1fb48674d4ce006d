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
import { api } from './api.js';

/** Jobs, newest first. */
export function listJobs(signal: AbortSignal): Promise<Job[]> {
  return api.call('GET /api/jobs', { signal });
}

/** Jobs of one pipeline, at most 1,000. */
export function listPipelineJobs(pipelineId: Id, signal: AbortSignal): Promise<Job[]> {
  return api.call('GET /api/jobs', { query: { pipeline_id: pipelineId, limit: 1_000 }, signal });
}

/** One job. */
export function readJob(id: Id, signal: AbortSignal): Promise<Job> {
  return api.call('GET /api/jobs/{id}', { params: { id }, signal });
}

/** Starts a job over a seed file. */
export function startJob(
  pipelineId: Id,
  seeds: File,
  options: JobOptions = {},
): Promise<{ job_id: Id }> {
  return api.call('POST /api/generate', { form: seedForm(pipelineId, seeds, options) });
}

/** What is wrong with a seed file. */
export function validateSeeds(
  pipelineId: Id,
  seeds: File,
  options: JobOptions = {},
): Promise<SeedReport> {
  return api.call('POST /api/seeds/validate', { form: seedForm(pipelineId, seeds, options) });
}

/** What a job has come to, step by step. */
export function readJobReport(id: Id, signal: AbortSignal): Promise<JobReport> {
  return api.call('GET /api/jobs/{id}/report', { params: { id }, signal });
}

/** Starts nothing new; what is in flight ends. */
export function pauseJob(id: Id): Promise<Job> {
  return api.call('POST /api/jobs/{id}/pause', { params: { id } });
}

/** Goes on with a job. */
export function resumeJob(id: Id, body: ResumeOptions): Promise<Job> {
  return api.call('POST /api/jobs/{id}/resume', { params: { id }, body });
}

/** Runs failed executions again. */
export function retryFailed(id: Id, body: FailedFilter): Promise<Job> {
  return api.call('POST /api/jobs/{id}/retry-failed', { params: { id }, body });
}

/** Starts another job over the seeds of this one. */
export function rerunJob(id: Id): Promise<{ job_id: Id }> {
  return api.call('POST /api/jobs/{id}/rerun', { params: { id } });
}

/** Cancels a job. */
export function cancelJob(id: Id): Promise<{ message: string }> {
  return api.call('DELETE /api/jobs/{id}', { params: { id } });
}

/** Executions of a job in one state. */
export function listExecutions(
  jobId: Id,
  status: ExecutionStatus,
  signal: AbortSignal,
): Promise<Execution[]> {
  return api.call('GET /api/jobs/{id}/executions', {
    params: { id: jobId },
    query: { status },
    signal,
  });
}

function seedForm(pipelineId: Id, file: File, options: JobOptions) {
  return { pipeline_id: pipelineId, options: JSON.stringify(options), file };
}
