import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { Badge } from '../../../ui/badge.js';
import { Crumb } from '../../../ui/crumb.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Page } from '../../../ui/page.js';
import { recordQuery } from '../queries.js';
import { RecordFields } from './record-fields.js';
import { RecordOrigin } from './record-origin.js';
import { RecordSeed } from './record-seed.js';
import { RecordSkeleton } from './record-skeleton.js';
import { TraceTimeline } from './trace-timeline.js';

/** `/records/:id`: what came out, what it started from, and how it was made. */
export function RecordPage() {
  const id = Number(useParams().id);
  const { data: record, error, refetch } = useQuery(recordQuery(id));
  return (
    <Page
      title={`Record #${id}`}
      crumb={
        <>
          <Crumb to="/jobs">Jobs</Crumb>
          {record && <Crumb to={`/jobs/${record.job_id}`}>{`Job #${record.job_id}`}</Crumb>}
        </>
      }
      status={record && <Badge>{record.status}</Badge>}
    >
      {!record && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!record && !error && <RecordSkeleton />}
      {record && (
        <div className="grid grid-cols-[minmax(0,1fr)_440px] items-start gap-4 narrow:grid-cols-[minmax(0,1fr)_336px]">
          <div className="grid gap-4">
            <RecordFields state={record.accumulated_state} />
            <RecordSeed record={record} />
          </div>
          <div className="grid gap-4">
            <TraceTimeline trace={record.trace ?? []} />
            <RecordOrigin record={record} />
          </div>
        </div>
      )}
    </Page>
  );
}
