import type { BlockInfo, Json, JsonObject } from '@datagenflow/contracts';
import type { BlockExample } from './block-example.js';
import { configRows } from './config-rows.js';
import { formatJson } from './format-json.js';

/** What an example came to: an output, or the reason why the execution was dropped. */
export type ExampleResult = { output: Json } | { dropped: string };

/** A block and a run of it. */
export interface DocumentedBlock {
  info: BlockInfo;
  example: BlockExample;
  /** What it needs of the state with the config of the example. */
  required: readonly string[];
  result: ExampleResult;
}

/** The section of a block in docs/blocks.md. */
export function renderBlock({ info, example, required, result }: DocumentedBlock): string {
  return [
    `## ${info.type}`,
    `${info.name} (${info.category}). ${info.description}.`,
    [`- Reads ${readsOf(info, required)}`, `- Writes ${writesOf(info)}`].join('\n'),
    renderConfig(info),
    renderExample(example, result),
  ].join('\n\n');
}

function readsOf({ inputs, scope }: BlockInfo, required: readonly string[]): string {
  if (scope === 'job' && inputs.includes('*')) return 'whole records';
  const named = inputs.filter((input) => input !== '*');
  if (named.length > 0) return list(named);
  const here = required.length === 0 ? '' : `, in the example ${list(required)}`;
  return `the fields that its config names${here}`;
}

function writesOf({ outputs, outputs_from, is_multiplier, scope }: BlockInfo): string {
  if (outputs_from !== undefined) return `the keys of \`${outputs_from}\``;
  const written = outputs.length === 0 ? 'nothing' : list(outputs);
  if (scope === 'job') return `${written}, into the records at the end of the job`;
  return is_multiplier ? `${written}, in each of the executions it turns one into` : written;
}

function renderConfig({ config_schema }: BlockInfo): string {
  const rows = configRows(config_schema).map(({ key, type, fallback, bounds, description }) =>
    tableRow([key, type, fallback, bounds, escape(description)]),
  );
  const titles = ['key', 'type', 'default', 'bounds', 'meaning'];
  return [tableRow(titles), tableRow(titles.map(() => '---')), ...rows].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
}

function renderExample(
  { config, state, records, answers }: BlockExample,
  result: ExampleResult,
): string {
  const hasConfig = Object.keys(config).length > 0;
  return [
    hasConfig ? block('For example, with the config', config) : 'For example, with the defaults',
    ...given('and the state', state),
    ...given('over the records', records),
    ...given('when the models answer', answers),
    'output' in result
      ? block('it writes', result.output)
      : `it drops the execution with the reason “${result.dropped}”.`,
  ].join('\n\n');
}

function given(label: string, value: JsonObject | Json[] | undefined): string[] {
  const isEmpty = value === undefined || Object.keys(value).length === 0;
  return isEmpty ? [] : [block(label, value)];
}

function block(label: string, value: Json): string {
  return `${label}\n\n\`\`\`json\n${formatJson(value)}\n\`\`\``;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\{\{.*?\}\}/g, (prompt) => `\`${prompt}\``);
}
