import type { Job } from '@datagenflow/contracts';
import { Download, Square } from 'lucide-react';
import { exportUrl } from '../../../api/records.js';
import { Button, buttonClass } from '../../../ui/button.js';
import { isLive } from '../model/job-status.js';
import { useCancelJob } from '../queries.js';

/** What can be done with a job now. */
export function JobActions({ job }: { job: Job }) {
  const cancel = useCancelJob(job.id);
  return (
    <>
      {cancel.error && (
        <span role="alert" className="text-12 text-bad">
          {cancel.error.message}
        </span>
      )}
      {isLive(job) && (
        <Button variant="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <Square />
          Cancel
        </Button>
      )}
      {job.records_generated > 0 && (
        <a
          className={buttonClass({ variant: isLive(job) ? 'default' : 'primary' })}
          href={exportUrl(job.id)}
          download={`job-${job.id}.jsonl`}
        >
          <Download />
          Export JSONL
        </a>
      )}
    </>
  );
}
