import { NotFoundError } from '@datagenflow/contracts';
import {
  checkQueue,
  deleteJob,
  listExecutions,
  readJob,
  readReport,
  rerunJob,
  startJob,
  validateSeeds,
} from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';
import { receiveUpload } from '../http/receive-upload.js';
import { readSeedForm } from '../http/read-seed-form.js';
import { sendPage } from '../http/send-page.js';

export const jobRoutes: Handlers<
  | 'validateSeeds'
  | 'generate'
  | 'listJobs'
  | 'getActiveJob'
  | 'getJob'
  | 'cancelJob'
  | 'pauseJob'
  | 'resumeJob'
  | 'retryFailed'
  | 'rerunJob'
  | 'getJobReport'
  | 'listExecutions'
> = {
  validateSeeds: async ({ runtime, request, response, body }) => {
    if (!request.is('multipart/form-data')) {
      return validateSeeds(runtime, body.pipeline_id, body.seeds);
    }
    await using upload = await receiveUpload(request, response, runtime);
    const { pipelineId, options } = readSeedForm(upload.fields);
    return await validateSeeds(runtime, pipelineId, upload.file, options);
  },
  generate: async ({ runtime, request, response }) => {
    await checkQueue(runtime);
    await using upload = await receiveUpload(request, response, runtime);
    const { pipelineId, options } = readSeedForm(upload.fields);
    const job = await startJob(runtime, pipelineId, upload.file, options);
    upload.keep();
    return { job_id: job.id };
  },
  listJobs: async ({ runtime, query, response }) => {
    return sendPage(response, await runtime.storage.jobs.list(query));
  },
  getActiveJob: async ({ runtime }) => {
    const job = await runtime.storage.jobs.active();
    if (job === null) throw new NotFoundError('no active job');
    return job;
  },
  getJob: ({ runtime, params }) => readJob(runtime, params.id),
  cancelJob: async ({ runtime, params, query }) => {
    if (query.purge === true) {
      await deleteJob(runtime, params.id);
      return { message: 'Job deleted' };
    }
    await runtime.runner.cancel(params.id);
    return { message: 'Job cancelled' };
  },
  pauseJob: ({ runtime, params }) => runtime.runner.pause(params.id),
  resumeJob: ({ runtime, params, body }) => runtime.runner.resume(params.id, body),
  retryFailed: ({ runtime, params, body }) => runtime.runner.retryFailed(params.id, body),
  rerunJob: async ({ runtime, params, body }) => {
    return { job_id: (await rerunJob(runtime, params.id, body)).id };
  },
  getJobReport: ({ runtime, params, signal }) => readReport(runtime, params.id, signal),
  listExecutions: async ({ runtime, params, query, response }) => {
    return sendPage(response, await listExecutions(runtime, params.id, query));
  },
};
