import type { FailedFilter, Id, Job } from '@datagenflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { listExecutions, retryFailed } from '../api/jobs.js';
import { keys } from '../api/keys.js';

/** The failed executions of a job, read again when there are more of them. */
export function failuresQuery(job: Pick<Job, 'id' | 'records_failed'>) {
  return queryOptions({
    queryKey: [...keys.failures(job.id), job.records_failed],
    queryFn: ({ signal }) => listExecutions(job.id, 'failed', signal),
    placeholderData: keepPreviousData,
  });
}

/** Runs failed executions again, all or some; the job goes on with them. */
export function useRetryFailed(jobId: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (filter: FailedFilter) => retryFailed(jobId, filter),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }),
  });
}
