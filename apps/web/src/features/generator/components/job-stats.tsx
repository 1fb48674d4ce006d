import type { Job } from '@datagenflow/contracts';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { countTokens, formatCost, formatTokens } from '../../../ui/format/number.js';
import { formatDuration } from '../../../ui/format/time.js';
import { Stat } from '../../../ui/stat.js';
import { executionsPerSecond } from '../model/job-progress.js';
import { isLive } from '../model/job-status.js';

/** Rate, cost, tokens and time of a job, and where it is. */
export function JobStats({ job }: { job: Job }) {
  const findBlock = useBlockCatalog();
  const rate = executionsPerSecond(job);
  const { usage } = job;
  return (
    <dl className="grid grid-cols-4 gap-8 border-t border-line pt-3">
      <Stat
        label="Time"
        value={formatDuration(job.running_time)}
        note={rate === null ? 'nothing ended yet' : `${rate.toFixed(1)} executions per second`}
      />
      <Stat
        label="Tokens"
        value={formatTokens(countTokens(usage))}
        {...(usage.estimated === true ? { unit: 'estimated' } : {})}
        note={`${formatTokens(usage.input_tokens)} in, ${formatTokens(usage.output_tokens)} out, ${formatTokens(usage.cached_tokens)} cached`}
      />
      <Stat
        label="Cost"
        value={formatCost(job.cost)}
        note={
          job.saved_cost > 0
            ? `${formatCost(job.saved_cost)} not paid again`
            : isLive(job)
              ? 'so far'
              : 'in all'
        }
      />
      {isLive(job) && (
        <Stat
          label="Now at"
          value={job.current_block === '' ? 'starting' : findBlock(job.current_block).name}
          note={job.current_step}
        />
      )}
    </dl>
  );
}
