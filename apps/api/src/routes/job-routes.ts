import { ConfigError, NotFoundError, ValidationError, type Json } from '@datagenflow/contracts';
import { parseJson } from '@datagenflow/engine';
import { readJob, rerunJob, startJob, validateSeeds } from '@datagenflow/runtime';
import type { Handlers } from '../http/route-handler.js';
import { receiveUpload } from '../http/receive-upload.js';
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
  | 'listExecutions'
> = {
  validateSeeds: ({ runtime, body }) => validateSeeds(runtime, body.pipeline_id, body.seeds),
  generate: async ({ runtime, request, response }) => {
    await using upload = await receiveUpload(request, response, runtime.config.dataDir);
    const { pipeline_id, options, ...rest } = upload.fields;
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) throw unknownField(unknown);
    const job = await startJob(
      runtime,
      readPipelineId(pipeline_id),
      upload.file,
      readOptions(options),
    );
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
  cancelJob: async ({ runtime, params }) => {
    await runtime.runner.cancel(params.id);
    return { message: 'Job cancelled' };
  },
  pauseJob: ({ runtime, params }) => runtime.runner.pause(params.id),
  resumeJob: ({ runtime, params, body }) => runtime.runner.resume(params.id, body),
  retryFailed: ({ runtime, params, body }) => runtime.runner.retryFailed(params.id, body),
  rerunJob: async ({ runtime, params, body }) => {
    return { job_id: (await rerunJob(runtime, params.id, body)).id };
  },
  listExecutions: async ({ runtime, params, query, response }) => {
    await runtime.storage.jobs.getJob(params.id);
    return sendPage(
      response,
      await runtime.storage.executions.list({ ...query, job_id: params.id }),
    );
  },
};

function readPipelineId(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,15}$/.test(text)) return Number(text);
  throw new ValidationError('The form field pipeline_id has to be the id of a pipeline.', {
    code: 'pipeline_id_required',
    detail: { got: text ?? null },
  });
}

function readOptions(text: string | undefined): Json {
  if (text === undefined || text.trim() === '') return {};
  try {
    return parseJson(text);
  } catch (cause) {
    throw new ValidationError('The form field options has to be JSON text.', {
      code: 'options_invalid',
      cause,
    });
  }
}

function unknownField(name: string): ConfigError {
  return new ConfigError(
    `The form field '${name}' is unknown. There are file, pipeline_id and options.`,
    { code: 'schema_violation', detail: { issues: [{ path: `/${name}`, message: 'is unknown' }] } },
  );
}
