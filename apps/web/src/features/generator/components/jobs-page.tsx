import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { pipelinesQuery } from '../../../api/queries.js';
import { buttonClass } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Page } from '../../../ui/page.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { liveJobsQuery } from '../queries.js';
import { JobsTable } from './jobs-table.js';

/** What one page of the list holds. */
const mostListed = 100;

/** `/jobs`: all jobs, newest first. */
export function JobsPage() {
  const { data: jobs, error, refetch } = useQuery(liveJobsQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  return (
    <Page title="Jobs">
      <Card>
        {!jobs && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!jobs && !error && <SkeletonRows rows={6} label="Loading jobs" />}
        {jobs?.length === 0 && (
          <EmptyState
            title="No jobs yet"
            text="A job runs one pipeline over one seed file. Start with the example of a template."
            action={
              <Link to="/pipelines" className={buttonClass({ variant: 'primary' })}>
                Browse templates
              </Link>
            }
          />
        )}
        {jobs && jobs.length > 0 && <JobsTable jobs={jobs} pipelines={pipelines ?? []} />}
      </Card>
      {jobs && jobs.length >= mostListed && (
        <p className="mt-2 text-12 text-ink-3">These are the {mostListed} newest jobs.</p>
      )}
    </Page>
  );
}
