import type { Id, Job, JobOptions } from '@datagenflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  cancelJob,
  pauseJob,
  readJob,
  readJobReport,
  rerunJob,
  resumeJob,
  startJob,
  validateSeeds,
} from '../../api/jobs.js';
import { keys } from '../../api/keys.js';
import { jobsQuery } from '../../api/queries.js';
import { listRecords } from '../../api/records.js';
import { isLive } from './model/job-status.js';
import { liftLimits } from './model/lift-limits.js';

/** Events tell of changes; this makes up for one that got lost. */
const pollMs = 10_000;
const reportMs = 2_000;

/** One job, kept up to date while it is live. */
export function jobQuery(id: Id) {
  return queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => readJob(id, signal),
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? pollMs : false),
  });
}

/** All jobs, kept up to date. */
export const liveJobsQuery = queryOptions({
  ...jobsQuery,
  refetchInterval: pollMs,
});

/** The newest records of a job. The status is part of the key, so that the end is read once more. */
export function newestRecordsQuery(job: Pick<Job, 'id' | 'status'>, limit: number) {
  return queryOptions({
    queryKey: [...keys.records(job.id), limit, job.status],
    queryFn: ({ signal }) => listRecords({ jobId: job.id, limit }, signal),
    refetchInterval: isLive(job) ? pollMs : false,
    placeholderData: keepPreviousData,
  });
}

/** What a job has come to, step by step: read now and then while it is live, once more at its end. */
export function reportQuery(job: Job) {
  return queryOptions({
    queryKey: [...keys.report(job.id), job.status, isLive(job) ? null : job.current_seed],
    queryFn: ({ signal }) => readJobReport(job.id, signal),
    refetchInterval: isLive(job) ? reportMs : false,
    placeholderData: keepPreviousData,
  });
}

/** What can be told a job to do. */
export type JobAction = 'cancel' | 'pause' | 'resume' | 'rerun';

/** Tells a job what to do; a rerun answers with the new job. What a limit stopped goes on without. */
export function useJobAction({ id, status, options }: Job) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (action: JobAction): Promise<Id> => {
      if (action === 'rerun') return (await rerunJob(id)).job_id;
      if (action === 'cancel') await cancelJob(id);
      if (action === 'pause') await pauseJob(id);
      if (action === 'resume') await resumeJob(id, status === 'stopped' ? liftLimits(options) : {});
      return id;
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }),
  });
}

/** Starts a job over a seed file. */
export function useStartJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pipelineId, seeds, options }: StartInput) =>
      startJob(pipelineId, seeds, options),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }),
  });
}

/** What a job is started with. */
export interface StartInput {
  pipelineId: Id;
  seeds: File;
  options: JobOptions;
}

/** Asks what is wrong with a seed file; the same question is not asked twice. */
export function seedCheckQuery({ pipelineId, seeds, options }: StartInput) {
  const { limit, strict, wrap } = options;
  const { name, size, lastModified } = seeds;
  return queryOptions({
    queryKey: ['seed-check', pipelineId, name, size, lastModified, limit, strict, wrap],
    queryFn: () => validateSeeds(pipelineId, seeds, pickDefined({ limit, strict, wrap })),
    retry: false,
  });
}

function pickDefined(options: {
  [Key in keyof JobOptions]: JobOptions[Key] | undefined;
}): JobOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as JobOptions;
}
