import { RotateCcw } from 'lucide-react';
import { TraceTimeline } from '../trace/trace-timeline.js';
import { Button } from '../ui/button.js';
import { Disclosure } from '../ui/disclosure.js';
import { formatCost } from '../ui/format/number.js';
import type { FailureGroup } from './group-failures.js';

const shownExecutions = 10;

/** One reason with how often it struck; opens to the executions it struck and a trace of one. */
export function FailureRow({ group, onRetry }: { group: FailureGroup; onRetry?: () => void }) {
  const { executions, message, code, step } = group;
  const hidden = executions.length - shownExecutions;
  const first = executions.at(-1);
  return (
    <li className="border-b border-line last:border-0">
      <Disclosure
        summary={
          <>
            <span className="font-semibold">{executions.length}</span>
            <span className="min-w-0 flex-1 py-2 break-words">{message}</span>
            <span className="text-12 text-ink-3">{step}</span>
          </>
        }
      >
        <div className="grid gap-3 px-4 pb-3 pl-10">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-12">
            <dt className="text-ink-3">Code</dt>
            <dd className="font-mono">{code}</dd>
            <dt className="text-ink-3">Executions</dt>
            <dd>
              <ul>
                {executions.slice(0, shownExecutions).map((execution) => (
                  <li key={execution.id}>
                    #{execution.execution_index}, seed {execution.seed_index + 1}, paid{' '}
                    {formatCost(execution.cost)}
                  </li>
                ))}
              </ul>
              {hidden > 0 && <p className="text-ink-3">and {hidden} more</p>}
            </dd>
          </dl>
          {onRetry && (
            <Button size="sm" className="justify-self-start" onClick={onRetry}>
              <RotateCcw />
              Retry these
            </Button>
          )}
          {first?.trace && (
            <TraceTimeline title={`Trace of #${first.execution_index}`} trace={first.trace} />
          )}
        </div>
      </Disclosure>
    </li>
  );
}
