import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { pipelinesQuery } from '../../../api/queries.js';
import { Failures } from '../../../failures/failures.js';
import { Crumb } from '../../../ui/crumb.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Page } from '../../../ui/page.js';
import { nameJob } from '../model/name-job.js';
import { jobQuery } from '../queries.js';
import { JobActions } from './job-actions.js';
import { JobSkeleton } from './job-skeleton.js';
import { JobStatusBadge } from './job-status-badge.js';
import { JobSummary } from './job-summary.js';
import { JobSteps } from './job-steps.js';
import { NewestRecords } from './newest-records.js';

/** `/jobs/:id`: a job while it runs and afterwards. */
export function JobPage() {
  const id = Number(useParams().id);
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  const { data: pipelines } = useQuery(pipelinesQuery);
  const name = job && pipelines ? nameJob(job, pipelines) : `Job #${id}`;
  return (
    <Page
      title={name}
      crumb={<Crumb to="/generate">Generator</Crumb>}
      status={job && <JobStatusBadge job={job} />}
      actions={job && <JobActions job={job} />}
    >
      {!job && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!job && !error && <JobSkeleton />}
      {job && (
        <div className="grid grid-cols-1 gap-4">
          <JobSummary job={job} />
          <Failures job={job} />
          <JobSteps job={job} />
          <NewestRecords job={job} />
        </div>
      )}
    </Page>
  );
}
