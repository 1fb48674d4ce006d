import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { isEnded, type ApiClient, type Job } from '@datagenflow/contracts';
import type { Secret } from '@datagenflow/runtime';
import { createApiClient } from './create-api-client.js';
import type { JobHost, PipelineRef } from './job-host.js';
import { watchJob } from './watch-job.js';

/** Gives jobs to a server that is up, and follows them there. */
export function openRemoteHost(url: string, token: Secret | undefined): JobHost {
  return hostOf(createApiClient(url, token));
}

/** The same for a server that is known. */
export function hostOf(client: ApiClient): JobHost {
  return {
    place: client.base,
    runsHere: false,
    start: async (pipeline, seedFile, options) => {
      const { job_id } = await client.call('POST /api/generate', {
        form: {
          pipeline_id: await storePipeline(client, pipeline),
          options: JSON.stringify(options),
          file: new File([await openAsBlob(seedFile)], basename(seedFile)),
        },
      });
      return client.call('GET /api/jobs/{id}', { params: { id: job_id } });
    },
    resume: async (jobId, body) => {
      const params = { id: jobId };
      const job = await client.call('GET /api/jobs/{id}', { params });
      const isUnderWay = !isEnded(job.status) && job.status !== 'paused';
      const isUnchanged = Object.keys(body).length === 0;
      if (job.status === 'completed' || (isUnderWay && isUnchanged)) return job;
      return client.call('POST /api/jobs/{id}/resume', { params, body });
    },
    list: (limit) => client.call('GET /api/jobs', { query: { limit } }),
    show: (jobId) => client.call('GET /api/jobs/{id}', { params: { id: jobId } }),
    cancel: async (jobId) => {
      const params = { id: jobId };
      await client.call('DELETE /api/jobs/{id}', { params });
      return client.call('GET /api/jobs/{id}', { params });
    },
    pause: (jobId) => client.call('POST /api/jobs/{id}/pause', { params: { id: jobId } }),
    goOn: (jobId, body) =>
      client.call('POST /api/jobs/{id}/resume', { params: { id: jobId }, body }),
    retryFailed: (jobId, body) =>
      client.call('POST /api/jobs/{id}/retry-failed', { params: { id: jobId }, body }),
    rerun: async (jobId, body) => {
      const { job_id } = await client.call('POST /api/jobs/{id}/rerun', {
        params: { id: jobId },
        body,
      });
      return client.call('GET /api/jobs/{id}', { params: { id: job_id } });
    },
    follow: async (jobId, tell, signal) => {
      for await (const job of watchJob(client, jobId, signal)) {
        tell(job);
        if (isEnded(job.status) || waitsForKey(job)) return job;
      }
      return client.call('GET /api/jobs/{id}', { params: { id: jobId } });
    },
    export: async function* (jobId) {
      const response = await client.open('GET /api/export', { query: { job_id: jobId } });
      if (response.body !== null) yield* response.body.pipeThrough(new TextDecoderStream());
    },
    interrupt: (jobId) => client.call('GET /api/jobs/{id}', { params: { id: jobId } }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Nobody knows how long: what else is paused may go on at any time. */
function waitsForKey({ status, pause_reason: reason }: Job): boolean {
  return status === 'paused' && reason === 'credentials';
}

async function storePipeline(client: ApiClient, pipeline: PipelineRef): Promise<number> {
  const query = { reuse: true };
  switch (pipeline.kind) {
    case 'id':
      return pipeline.id;
    case 'template': {
      const params = { template_id: pipeline.id };
      return (
        await client.call('POST /api/pipelines/from_template/{template_id}', { params, query })
      ).id;
    }
    case 'definition':
      return (await client.call('POST /api/pipelines', { body: pipeline.definition, query })).id;
  }
}
