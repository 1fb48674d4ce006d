import type { Job } from '@datagenflow/contracts';
import { Badge } from '../../../ui/badge.js';
import { Dot } from '../../../ui/dot.js';
import { describeStatus } from '../model/job-status.js';

/** Where a job stands, in a word. */
export function JobStatusBadge({ job }: { job: Pick<Job, 'status' | 'pause_reason'> }) {
  const { label, tone } = describeStatus(job);
  return (
    <Badge tone={tone}>
      <Dot tone={tone} isLive={job.status === 'running'} />
      {label}
    </Badge>
  );
}
