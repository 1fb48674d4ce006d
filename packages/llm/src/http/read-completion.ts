import type { Json, JsonObject, Usage } from '@datagenflow/contracts';
import { ModelError } from '../errors/model-error.js';
import { isObject } from '../structured/schema-nodes.js';
import { readUsage } from '../usage/read-usage.js';

/** What a chat answer holds. */
export interface Completion {
  text: string | null;
  finish_reason: string;
  /** Undefined when the endpoint reported none. */
  usage: Usage | undefined;
}

/**
 * Reads a chat answer. One without text is complete when it says why (a refusal, a length limit).
 * @throws ModelError `empty_answer` when it is no chat answer at all.
 */
export function readCompletion(body: JsonObject): Completion {
  const choice = Array.isArray(body['choices']) ? body['choices'][0] : undefined;
  const message = isObject(choice) ? choice['message'] : undefined;
  if (!isObject(choice) || !isObject(message)) throw empty('has no choices');
  const usage = readUsage(body['usage']);
  const reason = choice['finish_reason'];
  const finish_reason = typeof reason === 'string' && reason !== '' ? reason : 'stop';
  const text = readContent(message['content']);
  const refusal = message['refusal'];
  if ((text === null || text === '') && typeof refusal === 'string' && refusal !== '') {
    return { text: null, finish_reason: 'refusal', usage };
  }
  return { text, finish_reason, usage };
}

/**
 * Reads the vectors of an embedding answer in the order of the texts.
 * @throws ModelError `empty_answer` when some are missing or are no numbers.
 */
export function readEmbeddings(body: JsonObject, count: number): number[][] {
  const rows = Array.isArray(body['data']) ? body['data'].filter(isObject) : [];
  if (rows.length !== count) throw empty(`holds ${rows.length} embeddings for ${count} texts`);
  const vectors: number[][] = [];
  rows.forEach((row, position) => {
    const index = typeof row['index'] === 'number' ? row['index'] : position;
    if (isVector(row['embedding'])) vectors[index] = row['embedding'];
  });
  for (let index = 0; index < count; index += 1) {
    if (vectors[index] === undefined) throw empty(`lacks the embedding of text ${index + 1}`);
  }
  return vectors;
}

function readContent(content: Json | undefined): string | null {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return null;
  if (Array.isArray(content)) {
    const parts = content.filter(isObject).map((part) => part['text']);
    if (parts.every((part) => typeof part === 'string')) return parts.join('');
  }
  throw empty('has a content that is no text');
}

function isVector(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => Number.isFinite(item));
}

function empty(what: string): ModelError {
  return new ModelError(
    'empty_answer',
    `The answer of the endpoint ${what}. Try again; if it stays so, check the endpoint.`,
  );
}
