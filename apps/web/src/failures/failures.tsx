import { statusesFor, type Job } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { ErrorNote } from '../ui/error-note.js';
import { SkeletonRows } from '../ui/skeleton.js';
import { FailureRow } from './failure-row.js';
import { groupFailures } from './group-failures.js';
import { failuresQuery, useRetryFailed } from './queries.js';

/** The failed executions of a job, grouped by reason. Nothing while none has failed. */
export function Failures({ job, title = 'Failed' }: { job: Job; title?: string }) {
  const total = job.records_failed;
  const { data, error, refetch } = useQuery({ ...failuresQuery(job), enabled: total > 0 });
  const retry = useRetryFailed(job.id);
  if (total === 0) return null;
  const isPart = data !== undefined && data.length < total;
  const canRetry = statusesFor('retry-failed').includes(job.status) && !hasAllItWanted(job);
  return (
    <Card
      title={title}
      aside={
        <span className="flex items-center gap-3">
          {isPart && `newest ${data.length} of `}
          {total === 1 ? '1 execution' : `${total} executions`}
          {canRetry && (
            <Button size="sm" disabled={retry.isPending} onClick={() => retry.mutate({})}>
              <RotateCcw />
              Retry {total}
            </Button>
          )}
        </span>
      }
    >
      {retry.error && <ErrorNote error={retry.error} />}
      {!data && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={1} label="Loading failures" />}
      <ul>
        {groupFailures(data ?? []).map((group) => (
          <FailureRow
            key={`${group.step} ${group.code} ${group.message}`}
            group={group}
            {...(canRetry && group.code !== 'unknown'
              ? { onRetry: () => retry.mutate({ reason: group.message }) }
              : {})}
          />
        ))}
      </ul>
    </Card>
  );
}

/** A job that has the number of records that it was to have retries nothing. */
function hasAllItWanted({ status, options }: Job): boolean {
  return status === 'completed' && options.target_records !== undefined;
}
