import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { pipelinesQuery } from '../../../api/queries.js';
import { buttonClass } from '../../../ui/button.js';
import { Crumb } from '../../../ui/crumb.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Page } from '../../../ui/page.js';
import { emptyLayout } from '../model/arrange-fields.js';
import { recordQuery } from '../queries.js';
import { RecordDetails } from './record-details.js';
import { RecordSkeleton } from './record-skeleton.js';
import { RecordStatusBadge } from './record-status-badge.js';

/** `/records/:id`: what came out, what it started from, and how it was made. */
export function RecordPage() {
  const id = Number(useParams().id);
  const { data: record, error, refetch } = useQuery(recordQuery(id));
  const { data: pipelines } = useQuery(pipelinesQuery);
  const pipeline = pipelines?.find((each) => each.id === record?.pipeline_id);
  return (
    <Page
      title={`Record #${id}`}
      crumb={
        <>
          <Crumb to="/generate">Generator</Crumb>
          {record && <Crumb to={`/jobs/${record.job_id}`}>{`Job #${record.job_id}`}</Crumb>}
        </>
      }
      status={record && <RecordStatusBadge status={record.status} />}
      actions={
        record && (
          <Link
            className={buttonClass({ variant: 'primary' })}
            to={`/review?job=${record.job_id}&status=${record.status}&record=${id}`}
          >
            Review
          </Link>
        )
      }
    >
      {!record && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!record && !error && <RecordSkeleton />}
      {record && (
        <RecordDetails record={record} layout={pipeline?.validation_config ?? emptyLayout} />
      )}
    </Page>
  );
}
