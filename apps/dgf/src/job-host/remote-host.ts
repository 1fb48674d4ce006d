import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { endpoints, type Job } from '@datagenflow/contracts';
import { isEnded } from '@datagenflow/engine';
import type { Secret } from '@datagenflow/runtime';
import { ApiClient } from './api-client.js';
import type { JobHost, PipelineRef } from './job-host.js';
import { watchJob } from './watch-job.js';

/** Gives jobs to a server that is up, and follows them there. */
export function openRemoteHost(url: string, token: Secret | undefined): JobHost {
  return hostOf(new ApiClient(url, token));
}

/** The same for a server that is known. */
export function hostOf(client: ApiClient): JobHost {
  return {
    place: client.base,
    runsHere: false,
    start: async (pipeline, seedFile, options) => {
      const form = new FormData();
      form.set('pipeline_id', String(await storePipeline(client, pipeline)));
      form.set('options', JSON.stringify(options));
      form.set('file', await openAsBlob(seedFile), basename(seedFile));
      const response = await client.request(endpoints.generate, {}, { form });
      const { job_id } = (await response.json()) as { job_id: number };
      return client.call('getJob', { params: { id: job_id } });
    },
    resume: async (jobId) => {
      const job = await client.call('getJob', { params: { id: jobId } });
      const canResume =
        job.status === 'paused' || (isEnded(job.status) && job.status !== 'completed');
      return canResume ? client.call('resumeJob', { params: { id: jobId } }) : job;
    },
    list: (limit) => client.call('listJobs', { query: { limit } }),
    show: (jobId) => client.call('getJob', { params: { id: jobId } }),
    cancel: async (jobId) => {
      const params = { id: jobId };
      await client.call('cancelJob', { params });
      return client.call('getJob', { params });
    },
    pause: (jobId) => client.call('pauseJob', { params: { id: jobId } }),
    goOn: (jobId, body) => client.call('resumeJob', { params: { id: jobId }, body }),
    retryFailed: (jobId, body) => client.call('retryFailed', { params: { id: jobId }, body }),
    rerun: async (jobId, body) => {
      const { job_id } = await client.call('rerunJob', { params: { id: jobId }, body });
      return client.call('getJob', { params: { id: job_id } });
    },
    follow: async (jobId, tell, signal) => {
      for await (const job of watchJob(client, jobId, signal)) {
        tell(job);
        if (isEnded(job.status) || waitsForKey(job)) return job;
      }
      return client.call('getJob', { params: { id: jobId } });
    },
    export: async function* (jobId) {
      const response = await client.request(endpoints.exportRecords, { query: { job_id: jobId } });
      if (response.body !== null) yield* response.body.pipeThrough(new TextDecoderStream());
    },
    interrupt: (jobId) => client.call('getJob', { params: { id: jobId } }),
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
      return (await client.call('createFromTemplate', { params, query })).id;
    }
    case 'definition':
      return (await client.call('createPipeline', { body: pipeline.definition, query })).id;
  }
}
