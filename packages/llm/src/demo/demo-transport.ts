import type { JsonObject, ModelAnswer, Usage } from '@datagenflow/contracts';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { ChatPayload, Transport } from '../client/transport.js';
import { countChatTokens, countTokens } from '../usage/count-tokens.js';
import { embedText } from './embed-text.js';
import { seededRandom } from './seeded-random.js';
import { readTopic } from './topic.js';
import { writeQuestion, writeText } from './write-text.js';
import { writeValue } from './write-value.js';

/** Length of the demo model’s embeddings when none is configured. */
const DEMO_DIMENSIONS = 256;

/** How many values are tried before one that breaks its schema is given out. */
const MAX_TRIES = 40;

/**
 * The built-in demo model: not an AI. It needs neither network nor key, answers equal requests
 * equally, fits answers to schemas and takes its words from the prompt.
 */
export function createDemoTransport(schemas: SchemaCompiler): Transport {
  return {
    originOf: () => 'demo://local',

    async chat(_model, payload, { signal }) {
      signal.throwIfAborted();
      const text =
        payload.schema === undefined
          ? writeAnswer(payload)
          : writeJson(payload.schema, payload, schemas);
      return finish(payload, text);
    },

    async embed(model, texts, { signal }) {
      signal.throwIfAborted();
      const dimensions = model.dimensions ?? DEMO_DIMENSIONS;
      const embeddings = texts.map((text) => embedText(text, dimensions));
      const usage = usageOf(await countTokens(texts.join('\n')), 0);
      return { text: null, embeddings, finish_reason: 'stop', usage, cost: 0, latency_ms: 0 };
    },
  };
}

function writeAnswer(payload: ChatPayload): string {
  const random = seededRandom(JSON.stringify(payload));
  const topic = readTopic(payload.messages);
  const asked = payload.messages.map((message) => message.content).join('\n');
  if (/\bquestions\b/i.test(asked) && /\b(?:per|each|own) line\b|\bline by line\b/i.test(asked)) {
    const questions = Array.from({ length: 4 }, () => writeQuestion(topic, random));
    return [...new Set(questions)].join('\n');
  }
  return writeText(topic, random, random.integer(2, 4));
}

function writeJson(schema: JsonObject, payload: ChatPayload, schemas: SchemaCompiler): string {
  const topic = readTopic(payload.messages.slice(0, firstAnswer(payload)));
  const compiled = schemas.compile(schema, { allIssues: true });
  let text = 'null';
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const random = seededRandom(`${tries} ${JSON.stringify(payload)}`);
    const value = writeValue(schema, { root: schema, topic, random });
    text = JSON.stringify(value);
    if (compiled.check(value).ok) return text;
  }
  return text;
}

/** What follows the first answer is talk about its errors, not about the subject. */
function firstAnswer({ messages }: ChatPayload): number {
  const index = messages.findIndex((message) => message.role === 'assistant');
  return index < 0 || messages.length - index > 6 ? messages.length : index;
}

/** Like a provider, it stops at `max_tokens`; JSON is kept whole. */
async function finish(payload: ChatPayload, text: string): Promise<ModelAnswer> {
  const words = text.split(/(?<=\s)/);
  const limit = payload.schema === undefined ? (payload.max_tokens ?? Infinity) : Infinity;
  const kept = words.slice(0, limit).join('').trimEnd();
  const [input, output] = await Promise.all([countChatTokens(payload.messages), countTokens(kept)]);
  return {
    text: kept,
    finish_reason: words.length > limit ? 'length' : 'stop',
    usage: usageOf(input, output),
    cost: 0,
    latency_ms: 0,
  };
}

function usageOf(input: number, output: number): Usage {
  return { input_tokens: input, output_tokens: output, cached_tokens: 0, estimated: true };
}
