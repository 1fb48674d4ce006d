import { Type } from '../typebox.js';
import { Execution, ExecutionStatus } from '../nouns/execution.js';
import { JobReport } from '../nouns/job-report.js';
import { FailedFilter, Job, RerunOptions, ResumeOptions } from '../nouns/job.js';
import type { JsonObject } from '../nouns/json.js';
import { Id } from '../nouns/scalars.js';
import { SeedReport } from '../nouns/seed.js';
import { defineEndpoint } from './endpoint.js';
import { IdParams, Nothing, PageQuery } from './parameters.js';

const tag = 'jobs';
const none = { params: Nothing, query: Nothing, body: Nothing };
const STRICT = { additionalProperties: false } as const;

/** A form with a seed file. */
const SeedForm = Type.Object(
  {
    file: Type.Unsafe<Blob>({
      type: 'string',
      format: 'binary',
      description: '.json, .jsonl, .csv, .md or .txt',
    }),
    pipeline_id: Id,
    options: Type.Optional(Type.String({ description: 'JobOptions as JSON text' })),
  },
  STRICT,
);

export const jobEndpoints = {
  validateSeeds: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/seeds/validate',
    summary: 'Check seeds against a pipeline',
    tag,
    body: Type.Object(
      { pipeline_id: Id, seeds: Type.Array(Type.Unsafe<JsonObject>({ type: 'object' })) },
      STRICT,
    ),
    form: SeedForm,
    response: SeedReport,
  }),
  generate: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/generate',
    summary: 'Start a job over a seed file',
    tag,
    consumes: 'multipart/form-data',
    body: SeedForm,
    response: Type.Object({ job_id: Id }),
  }),
  listJobs: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/jobs',
    summary: 'Jobs, newest first',
    tag,
    query: Type.Object(
      {
        pipeline_id: Type.Optional(Id),
        limit: PageQuery.limit,
        cursor: PageQuery.cursor,
      },
      STRICT,
    ),
    response: Type.Array(Job),
  }),
  getActiveJob: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/jobs/active',
    summary: 'The most recently started job that is running',
    tag,
    response: Job,
  }),
  getJob: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/jobs/{id}',
    summary: 'One job',
    tag,
    params: IdParams,
    response: Job,
  }),
  cancelJob: defineEndpoint({
    ...none,
    method: 'DELETE',
    path: '/api/jobs/{id}',
    summary: 'Cancel a job; what has ended stays. With purge, delete it and its records for good',
    tag,
    params: IdParams,
    query: Type.Object({ purge: Type.Optional(Type.Boolean({ default: false })) }, STRICT),
    response: Type.Object({ message: Type.String() }),
  }),
  resumeJob: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/jobs/{id}/resume',
    summary: 'Go on with a job that is paused, or was cancelled, stopped or failed',
    tag,
    params: IdParams,
    body: ResumeOptions,
    response: Job,
  }),
  pauseJob: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/jobs/{id}/pause',
    summary: 'Start nothing new; what is in flight ends and is stored',
    tag,
    params: IdParams,
    response: Job,
  }),
  retryFailed: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/jobs/{id}/retry-failed',
    summary: 'Run failed executions again, from the step that failed',
    tag,
    params: IdParams,
    body: FailedFilter,
    response: Job,
  }),
  rerunJob: defineEndpoint({
    ...none,
    method: 'POST',
    path: '/api/jobs/{id}/rerun',
    summary: 'Run the pipeline as it is now over the seeds of a job, reusing stored calls',
    tag,
    params: IdParams,
    body: RerunOptions,
    response: Type.Object({ job_id: Id }),
  }),
  getJobReport: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/jobs/{id}/report',
    summary: 'Counts, reasons, what each step took, and how scores and lengths are spread',
    tag,
    params: IdParams,
    response: JobReport,
  }),
  listExecutions: defineEndpoint({
    ...none,
    method: 'GET',
    path: '/api/jobs/{id}/executions',
    summary: 'Executions of a job, failed and filtered ones with reason, step and trace',
    tag,
    params: IdParams,
    query: Type.Object(
      {
        status: Type.Optional(ExecutionStatus),
        limit: PageQuery.limit,
        cursor: PageQuery.cursor,
      },
      STRICT,
    ),
    response: Type.Array(Execution),
  }),
};
