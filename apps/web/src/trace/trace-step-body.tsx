import type { TraceEntry } from '@datagenflow/contracts';
import { CircleAlert } from 'lucide-react';
import { Code } from '../ui/code.js';
import { countTokens, formatCost, formatTokens } from '../ui/format/number.js';
import { Tabs, type TabItem } from '../ui/tabs.js';
import { TraceCallView } from './trace-call-view.js';

/** Everything that is stored about a step. */
export function TraceStepBody({ entry }: { entry: TraceEntry }) {
  return (
    <div className="grid gap-2 px-4 pt-1 pb-3">
      {entry.error && (
        <div className="flex gap-2 rounded-6 bg-bad-soft px-3 py-2 text-bad">
          <CircleAlert className="mt-0.5" />
          <p className="min-w-0 break-words whitespace-pre-line">{entry.error.message}</p>
        </div>
      )}
      <p className="text-12 text-ink-3">{summarizeStep(entry)}</p>
      <Tabs label={`Step ${entry.step_id}`} items={listTabs(entry)} />
    </div>
  );
}

function listTabs({ input, output, calls = [], logs = [] }: TraceEntry): TabItem[] {
  return [
    {
      id: 'output',
      label: 'Output',
      content: <Json value={output} />,
    },
    { id: 'input', label: 'Input', content: <Json value={input} /> },
    ...calls.map((call, index) => ({
      id: `call-${index}`,
      label: calls.length === 1 ? 'Call' : `Call ${index + 1}`,
      content: <TraceCallView call={call} />,
    })),
    ...(logs.length === 0
      ? []
      : [
          {
            id: 'logs',
            label: 'Log',
            content: (
              <Code
                look="line"
                text={logs.map(({ level, message }) => `${level} ${message}`).join('\n')}
              />
            ),
          },
        ]),
  ];
}

function Json({ value }: { value: TraceEntry['output'] }) {
  const text = value === null ? 'nothing: the step failed' : JSON.stringify(value, null, 2);
  return <Code look="line" text={text} />;
}

function summarizeStep({ attempts, usage, cost, replayed, reused, removed }: TraceEntry): string {
  return [
    attempts === 1 ? '1 attempt' : `${attempts} attempts`,
    usage === undefined ? undefined : `${formatTokens(countTokens(usage))} tokens`,
    cost === undefined ? undefined : formatCost(cost),
    replayed ? `${replayed} calls replayed` : undefined,
    reused ? `${reused} calls reused` : undefined,
    removed ? `removed with the record: ${removed.join(', ')}` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
