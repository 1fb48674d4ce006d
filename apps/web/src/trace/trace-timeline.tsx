import type { TraceEntry } from '@datagenflow/contracts';
import { Card } from '../ui/card.js';
import { EmptyState } from '../ui/empty-state.js';
import { formatDuration } from '../ui/format/time.js';
import { sumTime, timeSteps } from './time-steps.js';
import { TraceStep } from './trace-step.js';

/** The steps of an execution in time; each opens to what it read, wrote, asked and cost. */
export function TraceTimeline({
  trace,
  title = 'Trace',
}: {
  trace: readonly TraceEntry[];
  title?: string;
}) {
  const timings = timeSteps(trace);
  return (
    <Card
      title={title}
      aside={`${trace.length} ${trace.length === 1 ? 'step' : 'steps'}, ${formatDuration(sumTime(trace))}`}
    >
      {trace.length === 0 && (
        <EmptyState title="No trace" text="Nothing was stored about how this was made." />
      )}
      <ol>
        {trace.map((entry, index) => (
          <TraceStep
            key={entry.step_id}
            entry={entry}
            timing={timings[index] ?? { start: 0, width: 0 }}
          />
        ))}
      </ol>
    </Card>
  );
}
