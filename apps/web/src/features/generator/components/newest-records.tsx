import type { Job } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { formatCount } from '../../../ui/format/number.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { isLive } from '../model/job-status.js';
import { newestRecordsQuery } from '../queries.js';
import { RecordsTable } from './records-table.js';

const pageSize = 25;
const mostShown = 1_000;

/** The records of a job as they arrive, the newest on top. */
export function NewestRecords({ job }: { job: Job }) {
  const [limit, setLimit] = useState(pageSize);
  const { data: records, error, refetch } = useQuery(newestRecordsQuery(job, limit));
  const remaining = job.records_generated - (records?.length ?? 0);
  return (
    <Card
      title="Newest records"
      aside={records && `${formatCount(records.length)} of ${formatCount(job.records_generated)}`}
    >
      {!records && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!records && !error && <SkeletonRows rows={4} label="Loading records" />}
      {records?.length === 0 && (
        <EmptyState
          title={isLive(job) ? 'No records yet' : 'No records'}
          text={
            isLive(job)
              ? 'Each one appears here as soon as its execution has ended.'
              : 'No execution of this job came to its end.'
          }
        />
      )}
      {records && records.length > 0 && <RecordsTable records={records} />}
      {records && records.length >= limit && remaining > 0 && limit < mostShown && (
        <div className="flex justify-center border-t border-line p-2">
          <Button variant="ghost" size="sm" onClick={() => setLimit(limit + pageSize)}>
            Show {Math.min(pageSize, remaining)} more
          </Button>
        </div>
      )}
    </Card>
  );
}
