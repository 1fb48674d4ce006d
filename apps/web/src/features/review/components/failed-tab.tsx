import type { Job, Pipeline } from '@datagenflow/contracts';
import { Link } from 'react-router';
import { Failures } from '../../../failures/failures.js';
import { EmptyState } from '../../../ui/empty-state.js';

/** The executions that failed, by job and reason, each with its trace and a way to try again. */
export function FailedTab({
  jobs,
  pipelines,
}: {
  jobs: readonly Job[];
  pipelines: readonly Pipeline[];
}) {
  if (jobs.length === 0) {
    return (
      <EmptyState title="Nothing failed" text="Every execution of these jobs came to its end." />
    );
  }
  return (
    <div className="grid min-h-0 flex-1 auto-rows-min grid-cols-1 gap-6 overflow-auto px-6 py-4 narrow:px-4">
      {jobs.map((job) => (
        <section key={job.id} aria-label={`Job #${job.id}`} className="grid grid-cols-1 gap-2">
          <h2 className="font-semibold">
            <Link to={`/jobs/${job.id}`} className="underline-offset-2 hover:underline">
              {pipelines.find(({ id }) => id === job.pipeline_id)?.name} #{job.id}
            </Link>
          </h2>
          <Failures job={job} title={`Failed in job #${job.id}`} />
        </section>
      ))}
    </div>
  );
}
