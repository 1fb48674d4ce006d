import type { Job } from '@datagenflow/contracts';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { countTokens, formatCost, formatTokens } from '../../../ui/format/number.js';
import { formatDuration } from '../../../ui/format/time.js';
import { Meter } from '../../../ui/meter.js';
import { Stat } from '../../../ui/stat.js';
import { readLimits, type LimitUse } from '../model/job-limits.js';
import { executionsPerSecond } from '../model/job-progress.js';
import { isLive } from '../model/job-status.js';

/** Rate, cost, tokens and time of a job against its limits, and where it is. */
export function JobStats({ job }: { job: Job }) {
  const findBlock = useBlockCatalog();
  const rate = executionsPerSecond(job);
  const recordRate = job.running_time > 0 ? job.records_generated / job.running_time : 0;
  const limits = readLimits(job);
  const { usage } = job;
  return (
    <dl className="grid grid-cols-5 gap-6 border-t border-line pt-3">
      <Stat
        label="Rate"
        value={recordRate.toFixed(1)}
        unit="records per s"
        note={rate === null ? 'nothing ended yet' : `${rate.toFixed(1)} executions per second`}
      />
      <Stat
        label="Cost"
        value={formatCost(job.cost)}
        {...limitUnit(limits.cost, formatCost)}
        note={
          <>
            <LimitMeter label="Cost" use={limits.cost} />
            {job.saved_cost > 0
              ? `${formatCost(job.saved_cost)} not paid again`
              : isLive(job)
                ? 'so far'
                : 'in all'}
          </>
        }
      />
      <Stat
        label="Tokens"
        value={formatTokens(countTokens(usage))}
        {...(limits.tokens
          ? limitUnit(limits.tokens, formatTokens)
          : usage.estimated === true
            ? { unit: 'estimated' }
            : {})}
        note={
          <>
            <LimitMeter label="Tokens" use={limits.tokens} />
            {formatTokens(usage.input_tokens)} in, {formatTokens(usage.output_tokens)} out,{' '}
            {formatTokens(usage.cached_tokens)} cached
          </>
        }
      />
      <Stat
        label="Time"
        value={formatDuration(job.running_time)}
        {...limitUnit(limits.time, formatDuration)}
        note={<LimitMeter label="Time" use={limits.time} />}
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

function limitUnit(use: LimitUse | undefined, format: (value: number) => string) {
  return use ? { unit: `of ${format(use.limit)}` } : {};
}

function LimitMeter({ label, use }: { label: string; use: LimitUse | undefined }) {
  if (!use) return null;
  return (
    <Meter
      label={`${label} of its limit`}
      value={use.share}
      parts={[{ share: use.share, tone: use.share < 0.9 ? 'accent' : 'warn' }]}
    />
  );
}
