import type { Job } from '@datagenflow/contracts';
import { CircleAlert, TriangleAlert } from 'lucide-react';

/** Why a job ended as it did, and what it warns of. */
export function JobMessages({ job }: { job: Pick<Job, 'error' | 'warnings'> }) {
  return (
    <>
      {job.error !== '' && (
        <div role="alert" className="flex gap-2 rounded-6 bg-bad-soft px-3 py-2 text-bad">
          <CircleAlert className="mt-0.5" />
          <p className="min-w-0 break-words whitespace-pre-line">{job.error}</p>
        </div>
      )}
      {job.warnings.map((warning) => (
        <div key={warning} className="flex gap-2 rounded-6 bg-warn-soft px-3 py-2 text-warn">
          <TriangleAlert className="mt-0.5" />
          <p className="min-w-0 break-words whitespace-pre-line">{warning}</p>
        </div>
      ))}
    </>
  );
}
