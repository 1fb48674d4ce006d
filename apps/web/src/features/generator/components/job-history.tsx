import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { pipelinesQuery } from '../../../api/queries.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SectionHead } from '../../../ui/section-head.js';
import { isLive } from '../model/job-status.js';
import { liveJobsQuery } from '../queries.js';
import { JobsTable } from './jobs-table.js';

const shown = 8;

/** The newest jobs, those that still go on first. Nothing while there are none. */
export function JobHistory() {
  const { data: jobs, error, refetch } = useQuery(liveJobsQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  if (!jobs && error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!jobs || jobs.length === 0) return null;
  const sorted = [...jobs.filter(isLive), ...jobs.filter((job) => !isLive(job))];
  return (
    <section aria-label="Jobs">
      <div className="flex items-center">
        <SectionHead title="Jobs" />
        {jobs.length > shown && (
          <Link to="/jobs" className="ml-auto text-12 text-accent-ink hover:underline">
            All jobs
          </Link>
        )}
      </div>
      <Card>
        <JobsTable jobs={sorted.slice(0, shown)} pipelines={pipelines ?? []} />
      </Card>
    </section>
  );
}
