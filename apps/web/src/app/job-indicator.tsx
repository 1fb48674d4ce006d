import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { pipelinesQuery } from '../api/queries.js';
import { isLive } from '../features/generator/model/job-status.js';
import { nameJob } from '../features/generator/model/name-job.js';
import { liveJobsQuery } from '../features/generator/queries.js';
import { Dot } from '../ui/dot.js';
import { formatShare } from '../ui/format/number.js';
import { Meter } from '../ui/meter.js';

/** The newest job that is still going on; leads there. */
export function JobIndicator() {
  const { data: jobs } = useQuery(liveJobsQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const job = jobs?.find(isLive);
  if (!job) return null;
  const name = nameJob(job, pipelines ?? []);
  const share = formatShare(job.progress);
  return (
    <Link
      to={`/jobs/${job.id}`}
      title={`${name}: ${share}`}
      className="grid gap-1 rounded-8 border border-line bg-surface p-2 narrow:w-8"
    >
      <span className="flex items-center gap-1.5 narrow:sr-only">
        <Dot tone="accent" isLive={job.status === 'running'} />
        <span className="truncate text-12 font-semibold">{name}</span>
        <span className="ml-auto text-12 whitespace-nowrap">{share}</span>
      </span>
      <Meter
        label="Progress of the running job"
        value={job.progress}
        parts={[{ share: job.progress, tone: 'accent' }]}
      />
    </Link>
  );
}
