import type { Id, Job } from '@datagenflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { cancelJob, listExecutions, readJob } from '../../api/jobs.js';
import { keys } from '../../api/keys.js';
import { jobsQuery } from '../../api/queries.js';
import { listRecords } from '../../api/records.js';
import { isLive } from './model/job-status.js';

/** Events tell of changes; this makes up for one that got lost. */
const pollMs = 10_000;

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

/** The failed executions of a job, read again when there are more of them. */
export function failuresQuery(job: Pick<Job, 'id' | 'records_failed'>) {
  return queryOptions({
    queryKey: [...keys.failures(job.id), job.records_failed],
    queryFn: ({ signal }) => listExecutions(job.id, 'failed', signal),
    placeholderData: keepPreviousData,
  });
}

/** Cancels a job. What is finished stays. */
export function useCancelJob(id: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => cancelJob(id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }),
  });
}
