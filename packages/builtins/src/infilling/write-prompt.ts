import type { JsonObject } from '@datagenflow/block-sdk';
import type { InfillTask } from './infill-task.js';

/** What the model is when the config says nothing else. */
export const DEFAULT_SYSTEM_PROMPT =
  'You write synthetic data. Each record is plausible in itself, fits the values that are given, ' +
  'and is specific rather than generic.';

const MAX_EXEMPLARS = 2;

/** The request for one sample; `similar` are samples that it must not resemble. */
export function writePrompt(task: InfillTask, similar: readonly JsonObject[]): string {
  const { fixed, fields, ranges, exemplars } = task;
  const shown = exemplars.slice(0, MAX_EXEMPLARS).map((exemplar) => pick(exemplar, fields));
  return [
    `Write a JSON object with the fields: ${fields.join(', ')}.`,
    ...section('These values are given and stay as they are:', describeFixed(fixed)),
    ...section('Numbers:', describeRanges(ranges)),
    ...section('Records of the kind that is wanted:', shown.map(toLine)),
    ...section(
      'It must be about something entirely different from these, and worded differently:',
      similar.map((sample) => toLine(pick(sample, fields))),
    ),
    'Return only the JSON object.',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines, ''];
}

function describeFixed(fixed: Readonly<JsonObject>): string[] {
  return Object.entries(fixed).map(([key, value]) => `- ${key}: ${JSON.stringify(value)} (FIXED)`);
}

function describeRanges(ranges: InfillTask['ranges']): string[] {
  return Object.entries(ranges).map(
    ([key, [min, max]]) =>
      `- ${key.slice(0, -'_range'.length)} should be between ${min} and ${max}`,
  );
}

function toLine(value: JsonObject): string {
  return `- ${JSON.stringify(value)}`;
}

function pick(sample: Readonly<JsonObject>, fields: readonly string[]): JsonObject {
  const found = fields.flatMap((field) => {
    const value = sample[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(found);
}
