import type { Json, JsonObject } from '@datagenflow/contracts';
import { isObject, textOf } from '../structured/schema-nodes.js';
import { embedText } from '../demo/embed-text.js';
import { seededRandom } from '../demo/seeded-random.js';
import { readTopic } from '../demo/topic.js';
import { writeText } from '../demo/write-text.js';
import { writeValue } from '../demo/write-value.js';

/** What support for `response_format` a fake endpoint has. */
export type FormatSupport = 'strict' | 'json_object' | 'none';

/**
 * The answer to a chat: `given`, else text, or JSON when it is asked for. The same for the same
 * seed and body.
 */
export function fakeCompletion(
  seed: number,
  body: JsonObject,
  reportsUsage: boolean,
  given?: string,
): JsonObject {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isObject) : [];
  const prompt = messages.map((message) => textOf(message['content'])).join('\n');
  const content = given ?? makeUp(seed, body, prompt);
  const prompt_tokens = tokensOf(prompt);
  const completion_tokens = tokensOf(content);
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    model: textOf(body['model']),
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    ...(reportsUsage && {
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    }),
  };
}

function makeUp(seed: number, body: JsonObject, prompt: string): string {
  const random = seededRandom(`${seed} ${JSON.stringify(body)}`);
  const topic = readTopic([{ role: 'user', content: prompt }]);
  const schema = askedSchema(body);
  if (schema === undefined) return writeText(topic, random, 2);
  return JSON.stringify(writeValue(schema, { root: schema, topic, random }));
}

/** The answer to a request for embeddings. */
export function fakeEmbeddings(body: JsonObject): JsonObject {
  const input = [body['input'] ?? ''].flat().map(String);
  const dimensions = Number(body['dimensions'] ?? 32);
  const data = input.map((text, index): Json => {
    return { object: 'embedding', index, embedding: embedText(text, dimensions) };
  });
  const prompt_tokens = input.reduce((sum, text) => sum + tokensOf(text), 0);
  return { object: 'list', data, usage: { prompt_tokens, total_tokens: prompt_tokens } };
}

/** Tokens of a fake endpoint: four characters each. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

function askedSchema(body: JsonObject): JsonObject | undefined {
  const format = body['response_format'];
  if (!isObject(format)) return undefined;
  const wanted = isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined;
  return isObject(wanted) ? wanted : { type: 'object', additionalProperties: false };
}
