import type { Json } from '@datagenflow/contracts';
import { Code } from './code.js';
import { showJson } from './show-json.js';

/** One field: text as text, numbers and the like inline, the rest as indented JSON. */
export function JsonValue({ value }: { value: Json }) {
  const shown = showJson(value);
  if (shown.kind === 'json') return <Code text={shown.text} />;
  if (shown.kind === 'text') {
    return <p className="max-w-160 text-14 wrap-anywhere whitespace-pre-wrap">{shown.text}</p>;
  }
  return <span className="font-mono text-12 leading-6 text-ink-2">{shown.text}</span>;
}
