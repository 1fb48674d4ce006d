import { ValidationError, type Json, type JsonObject } from '@datagenflow/block-sdk';
import { readPath } from '../state/read-path.js';
import type { RagasSample } from './metric.js';

const MAX_CONTEXTS = 200;

/** Names of the fields that a sample is read from. */
export interface SampleFields {
  question_field: string;
  answer_field: string;
  contexts_field: string;
  ground_truth_field: string;
}

/**
 * Reads a sample; what is missing is empty. Contexts may be a list, a text that holds a JSON list,
 * or a single text.
 * @throws ValidationError `too_many_contexts`.
 */
export function readSample(state: Readonly<JsonObject>, fields: SampleFields): RagasSample {
  const contexts = readContexts(readPath(state, fields.contexts_field));
  if (contexts.length > MAX_CONTEXTS) {
    throw new ValidationError(
      `Field '${fields.contexts_field}' has ${contexts.length} contexts; ${MAX_CONTEXTS} are allowed.`,
      { code: 'too_many_contexts', detail: { field: fields.contexts_field } },
    );
  }
  return {
    question: toText(readPath(state, fields.question_field)),
    answer: toText(readPath(state, fields.answer_field)),
    contexts,
    groundTruth: toText(readPath(state, fields.ground_truth_field)),
  };
}

function readContexts(value: Json | undefined): string[] {
  const list = typeof value === 'string' ? (parseList(value) ?? [value]) : value;
  const items = Array.isArray(list) ? list : [list];
  return items.map(toText).filter((text) => text !== '');
}

function parseList(text: string): Json[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim();
}
