import { statusesFor, type Job } from '@datagenflow/contracts';
import { Download, Pause, Play, Repeat, Square } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { exportUrl } from '../../../api/records.js';
import { Button, buttonClass } from '../../../ui/button.js';
import { formatCount } from '../../../ui/format/number.js';
import { isLive } from '../model/job-status.js';
import { useJobAction, type JobAction } from '../queries.js';

/** What can be done with a job now. */
export function JobActions({ job }: { job: Job }) {
  const { mutate, isPending, error } = useJobAction(job);
  const navigate = useNavigate();
  const act = (action: JobAction) => () =>
    mutate(action, {
      onSuccess: (id) => {
        if (id !== job.id) void navigate(`/jobs/${id}`);
      },
    });
  const records = job.records_generated;
  return (
    <>
      {error && (
        <span role="alert" className="truncate text-12 text-bad" title={error.message}>
          {error.message}
        </span>
      )}
      {statusesFor('pause').includes(job.status) && (
        <Button disabled={isPending} onClick={act('pause')}>
          <Pause />
          Pause
        </Button>
      )}
      {statusesFor('resume').includes(job.status) && (
        <Button disabled={isPending} onClick={act('resume')}>
          <Play />
          {job.status === 'stopped' ? 'Resume without limits' : 'Resume'}
        </Button>
      )}
      {isLive(job) && (
        <Button variant="danger" disabled={isPending} onClick={act('cancel')}>
          <Square />
          Cancel
        </Button>
      )}
      {!isLive(job) && (
        <Button
          disabled={isPending}
          title="Runs the pipeline as it is now over the same seeds, reusing stored calls"
          onClick={act('rerun')}
        >
          <Repeat />
          Re-run
        </Button>
      )}
      {records > 0 && (
        <>
          <a
            className={buttonClass({})}
            href={exportUrl({ job_id: job.id })}
            download={`job-${job.id}.jsonl`}
          >
            <Download />
            Export JSONL
          </a>
          <Link className={buttonClass({ variant: 'primary' })} to={`/review?job=${job.id}`}>
            Review {formatCount(records)} {records === 1 ? 'record' : 'records'}
          </Link>
        </>
      )}
    </>
  );
}
