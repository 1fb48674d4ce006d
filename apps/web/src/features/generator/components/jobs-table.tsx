import type { Job, Pipeline } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { Link } from 'react-router';
import { formatCost, formatCount, formatShare } from '../../../ui/format/number.js';
import { table } from '../../../ui/table.js';
import { When } from '../../../ui/when.js';
import { nameJob } from '../model/name-job.js';
import { JobStatusBadge } from './job-status-badge.js';

const numberHead = clsx(table.head, table.number);
const numberCell = clsx(table.cell, table.number);

/** Jobs with their outcome, one per row. */
export function JobsTable({
  jobs,
  pipelines,
}: {
  jobs: readonly Job[];
  pipelines: readonly Pipeline[];
}) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th className={table.head}>Job</th>
          <th className={table.head}>Status</th>
          <th className={numberHead}>Done</th>
          <th className={numberHead}>Records</th>
          <th className={numberHead}>Filtered</th>
          <th className={numberHead}>Failed</th>
          <th className={numberHead}>Cost</th>
          <th className={numberHead}>Created</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.id} className={table.row}>
            <td className={table.cell}>
              <Link to={`/jobs/${job.id}`} className={table.link}>
                {nameJob(job, pipelines)} <span className="text-12 text-ink-3">#{job.id}</span>
              </Link>
            </td>
            <td className={table.cell}>
              <JobStatusBadge job={job} />
            </td>
            <td className={numberCell}>{formatShare(job.progress)}</td>
            <td className={numberCell}>{formatCount(job.records_generated)}</td>
            <td className={numberCell}>{formatCount(job.records_filtered)}</td>
            <td className={clsx(numberCell, job.records_failed > 0 && 'text-bad')}>
              {formatCount(job.records_failed)}
            </td>
            <td className={numberCell}>{formatCost(job.cost)}</td>
            <td className={numberCell}>
              <When at={job.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
