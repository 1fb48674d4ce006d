import { randomUUID } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  continueJob,
  createFromTemplate,
  createPipeline,
  createRuntime,
  exportLines,
  readJob,
  rerunJob,
  startJob,
  type Runtime,
  type RuntimeConfig,
  type RuntimeOptions,
} from '@datagenflow/runtime';
import type { JobHost, PipelineRef } from './job-host.js';

/**
 * Runs jobs in this process, on the data directory of the config.
 * @throws ConflictError `instance_locked` when a server or another run uses the directory
 */
export async function openLocalHost(
  config: RuntimeConfig,
  say: Pick<RuntimeOptions, 'warn' | 'log'>,
): Promise<JobHost> {
  const runtime = await createRuntime(config, say);
  return {
    place: config.dataDir,
    runsHere: true,
    start: async (pipeline, seedFile, options) => {
      const path = join(config.dataDir, 'uploads', randomUUID());
      await copyFile(seedFile, path);
      try {
        const id = await storePipeline(runtime, pipeline);
        const upload = { path, fileName: basename(seedFile) };
        return await startJob(runtime, id, upload, options);
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    resume: async (jobId, options) => {
      const job = await readJob(runtime, jobId);
      return job.status === 'completed' ? job : continueJob(runtime, jobId, options);
    },
    list: async (limit) => (await runtime.storage.jobs.list({ limit })).items,
    show: (jobId) => readJob(runtime, jobId),
    cancel: (jobId) => runtime.runner.cancel(jobId),
    pause: (jobId) => runtime.runner.pause(jobId),
    goOn: (jobId, options) => continueJob(runtime, jobId, options),
    retryFailed: (jobId, filter) => runtime.runner.retryFailed(jobId, filter),
    rerun: (jobId, options) => rerunJob(runtime, jobId, options),
    follow: async (jobId, tell) => {
      const stop = runtime.events.subscribe((event) => {
        if (event.type === 'job:progress' && event.job.id === jobId) tell(event.job);
      });
      try {
        return await runtime.runner.finished(jobId);
      } finally {
        stop();
      }
    },
    export: (jobId) => exportLines(runtime, { job_id: jobId }),
    interrupt: async (jobId) => {
      await runtime.runner[Symbol.asyncDispose]();
      return readJob(runtime, jobId);
    },
    [Symbol.asyncDispose]: () => runtime[Symbol.asyncDispose](),
  };
}

async function storePipeline(runtime: Runtime, pipeline: PipelineRef): Promise<number> {
  switch (pipeline.kind) {
    case 'id':
      return pipeline.id;
    case 'template':
      return (await createFromTemplate(runtime, pipeline.id, { reuse: true })).id;
    case 'definition':
      return (await createPipeline(runtime, pipeline.definition, { reuse: true })).id;
  }
}
