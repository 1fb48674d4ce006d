import type { Job, StepReport } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { BlockSquare } from '../../../ui/block-chip.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { countTokens, formatCost, formatCount, formatTokens } from '../../../ui/format/number.js';
import { formatDuration } from '../../../ui/format/time.js';
import { table } from '../../../ui/table.js';
import { reportQuery } from '../queries.js';

const numberHead = clsx(table.head, table.number);
const numberCell = clsx(table.cell, table.number);

/** What each step took so far. */
export function JobSteps({ job }: { job: Job }) {
  const { data: report, error, refetch } = useQuery(reportQuery(job));
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!report || report.steps.length === 0) return null;
  return (
    <Card title="Steps" aside="time per execution">
      <table className={table.table}>
        <thead>
          <tr>
            <th className={table.head}>Step</th>
            <th className={numberHead}>Passed</th>
            <th className={numberHead}>Filtered</th>
            <th className={numberHead}>Failed</th>
            <th className={numberHead}>p50</th>
            <th className={numberHead}>p95</th>
            <th className={numberHead}>Tokens</th>
            <th className={numberHead}>Cost</th>
          </tr>
        </thead>
        <tbody>
          {report.steps.map((step) => (
            <StepRow key={step.step_id} step={step} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function StepRow({ step }: { step: StepReport }) {
  const { name, category } = useBlockCatalog()(step.block_type);
  return (
    <tr className={table.row}>
      <td className={table.cell}>
        <span className="flex items-center gap-2">
          <BlockSquare category={category} />
          {name} <span className="text-12 text-ink-3">{step.step_id}</span>
        </span>
      </td>
      <td className={numberCell}>{formatCount(step.ok + step.skipped)}</td>
      <td className={numberCell}>{formatCount(step.filtered)}</td>
      <td className={clsx(numberCell, step.failed > 0 && 'text-bad')}>
        {formatCount(step.failed)}
      </td>
      <td className={numberCell}>{step.seconds ? formatDuration(step.seconds.p50) : ''}</td>
      <td className={numberCell}>{step.seconds ? formatDuration(step.seconds.p95) : ''}</td>
      <td className={numberCell}>{formatTokens(countTokens(step.usage))}</td>
      <td className={numberCell}>{formatCost(step.cost)}</td>
    </tr>
  );
}
