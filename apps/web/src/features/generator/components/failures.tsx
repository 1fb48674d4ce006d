import type { Job } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { groupFailures } from '../model/group-failures.js';
import { failuresQuery } from '../queries.js';
import { FailureRow } from './failure-row.js';

/** The failed executions of a job, grouped by reason. Nothing while none has failed. */
export function Failures({ job }: { job: Job }) {
  const hasFailures = job.records_failed > 0;
  const { data, error, refetch } = useQuery({ ...failuresQuery(job), enabled: hasFailures });
  if (!hasFailures) return null;
  const total = job.records_failed;
  const isPart = data !== undefined && data.length < total;
  return (
    <Card
      title="Failed"
      aside={`${isPart ? `newest ${data.length} of ` : ''}${total === 1 ? '1 execution' : `${total} executions`}`}
    >
      {!data && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={1} label="Loading failures" />}
      <ul>
        {groupFailures(data ?? []).map((group) => (
          <FailureRow key={`${group.step} ${group.code} ${group.message}`} group={group} />
        ))}
      </ul>
    </Card>
  );
}
