import type { TraceEntry } from '@datagenflow/contracts';
import { useBlockCatalog } from '../api/use-block-catalog.js';
import { Badge } from '../ui/badge.js';
import { BlockSquare } from '../ui/block-chip.js';
import { categoryColor } from '../ui/category-color.js';
import { Disclosure } from '../ui/disclosure.js';
import { formatDuration } from '../ui/format/time.js';
import type { StepTiming } from './time-steps.js';
import { TraceStepBody } from './trace-step-body.js';

/** One step: its name, its place in time, and on demand everything about it. */
export function TraceStep({ entry, timing }: { entry: TraceEntry; timing: StepTiming }) {
  const { name, category } = useBlockCatalog()(entry.block_type);
  return (
    <li className="border-b border-line last:border-0">
      <Disclosure
        summary={
          <>
            <BlockSquare category={category} />
            <span className="min-w-0 flex-1 truncate text-12" title={`${name} (${entry.step_id})`}>
              {name} <span className="text-ink-3">{entry.step_id}</span>
            </span>
            {entry.status !== 'ok' && (
              <Badge tone={entry.status === 'failed' ? 'bad' : 'neutral'}>{entry.status}</Badge>
            )}
            <span
              aria-hidden
              className="relative h-2 w-24 flex-none overflow-hidden rounded-2 bg-track narrow:w-12"
            >
              <span
                className="absolute inset-y-0 min-w-0.5"
                style={{
                  left: `min(${timing.start * 100}%, 100% - 2px)`,
                  width: `${timing.width * 100}%`,
                  backgroundColor: categoryColor(category),
                }}
              />
            </span>
            <span className="w-14 flex-none text-right text-12">
              {formatDuration(entry.execution_time)}
            </span>
          </>
        }
      >
        <TraceStepBody entry={entry} />
      </Disclosure>
    </li>
  );
}
