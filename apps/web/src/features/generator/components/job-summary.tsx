import type { Job } from '@datagenflow/contracts';
import { Card } from '../../../ui/card.js';
import { formatCount, formatShare } from '../../../ui/format/number.js';
import { formatDuration } from '../../../ui/format/time.js';
import { Meter } from '../../../ui/meter.js';
import { divideJob, secondsLeft } from '../model/job-progress.js';
import { JobMessages } from './job-messages.js';
import { JobStats } from './job-stats.js';
import { ProgressLegend } from './progress-legend.js';

/** How far a job is, what it used and what it has to say. */
export function JobSummary({ job }: { job: Job }) {
  const progress = divideJob(job);
  const left = secondsLeft(job);
  return (
    <Card className="grid gap-3 px-4 pt-3 pb-4">
      <div className="flex items-baseline gap-3">
        <span className="text-28 font-semibold tracking-tight">{formatShare(job.progress)}</span>
        <span className="text-ink-2">
          {formatCount(job.current_seed)} of {formatCount(job.total_seeds)} executions ended
        </span>
        <span className="ml-auto text-right text-12 text-ink-3">
          {left !== null && (
            <>
              <strong className="font-semibold text-ink">about {formatDuration(left)}</strong> left
              ·{' '}
            </>
          )}
          Job #{job.id}
        </span>
      </div>
      <Meter
        label="Progress"
        value={job.progress}
        size="lg"
        parts={[
          { share: progress.shares.records, tone: 'accent' },
          { share: progress.shares.filtered, tone: 'neutral' },
          { share: progress.shares.failed, tone: 'bad' },
        ]}
      />
      <ProgressLegend progress={progress} />
      <JobMessages job={job} />
      <JobStats job={job} />
    </Card>
  );
}
