import type { TraceCall } from '@datagenflow/contracts';
import { Code } from '../ui/code.js';
import { countTokens, formatCost, formatTokens } from '../ui/format/number.js';
import { readPrompt } from './read-prompt.js';

/** One model call: the prompt as it was sent, and the answer. */
export function TraceCallView({ call }: { call: TraceCall }) {
  const prompt = readPrompt(call);
  return (
    <div className="grid gap-2">
      <p className="text-12 text-ink-3">
        {[
          call.model,
          call.origin,
          `${Math.round(call.latency_ms)} ms`,
          `${formatTokens(countTokens(call.usage))} tokens`,
          formatCost(call.cost),
        ].join(' · ')}
      </p>
      {call.rejected !== undefined && (
        <p className="rounded-6 bg-warn-soft px-3 py-2 text-12 break-words text-warn">
          Not accepted: {call.rejected}
        </p>
      )}
      <h3 className="text-12 font-semibold">Prompt as sent</h3>
      {prompt?.messages.map(({ role, text }, index) => (
        <div key={index}>
          <p className="text-11 text-ink-3">{role}</p>
          <Code look="line" text={text} />
        </div>
      ))}
      {prompt && Object.keys(prompt.rest).length > 0 && (
        <div>
          <p className="text-11 text-ink-3">parameters</p>
          <Code look="line" text={JSON.stringify(prompt.rest, null, 2)} />
        </div>
      )}
      {!prompt && <Code look="line" text={JSON.stringify(call.request, null, 2)} />}
      <h3 className="text-12 font-semibold">Answer</h3>
      <Code
        look="line"
        text={
          typeof call.response === 'string' ? call.response : JSON.stringify(call.response, null, 2)
        }
      />
    </div>
  );
}
