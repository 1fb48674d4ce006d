import { createHash } from 'node:crypto';
import type { ChatMessage, JsonObject } from '@datagenflow/contracts';
import {
  FORMAT_LEVELS,
  type CapabilityStore,
  type FormatLevel,
} from '../capability/capability-store.js';
import { ModelError } from '../errors/model-error.js';
import { withSchemaInstructions } from '../structured/instructions.js';
import { toObjectSchema, toStrictSchema } from '../structured/strict-schema.js';

/** How a chat is put to an endpoint so that it answers in JSON. */
export interface FormattedChat {
  messages: ChatMessage[];
  response_format?: JsonObject;
}

/** Finds the strictest way to get JSON that an endpoint takes. */
export interface FormatNegotiator {
  /**
   * Calls `attempt` with the known way, or with ever less strict ones until the endpoint takes
   * one, which is remembered. Equal models wait for the first to find out.
   * @throws what `attempt` throws: of several refused formats the first, anything else as it is
   */
  ask<T>(
    modelKey: string,
    mostStrict: FormatLevel,
    messages: ChatMessage[],
    schema: JsonObject,
    attempt: (chat: FormattedChat) => Promise<T>,
  ): Promise<T>;
}

export function createFormatNegotiator(store: CapabilityStore): FormatNegotiator {
  /** The first request to each model; the others wait for it, later ones find it settled. */
  const findingOut = new Map<string, Promise<unknown>>();

  const tryLevels = async <T>(
    keys: { model: string; schema: string },
    known: FormatLevel | undefined,
    start: FormatLevel,
    run: (level: FormatLevel) => Promise<T>,
  ): Promise<T> => {
    let first: unknown;
    let key = keys.model;
    for (const level of FORMAT_LEVELS.slice(FORMAT_LEVELS.indexOf(start))) {
      try {
        const result = await run(level);
        const isNews = first !== undefined || level === 'json_schema';
        if (isNews && level !== known) await store.writeFormatLevel(key, level);
        return result;
      } catch (error) {
        if (!isAboutFormat(error)) throw error;
        first ??= error;
        if (isAboutSchema(error)) key = keys.schema;
      }
    }
    throw first;
  };

  return {
    async ask(modelKey, mostStrict, messages, schema, attempt) {
      const strict = toStrictSchema(schema);
      const keys = { model: modelKey, schema: `${modelKey}#${hash(schema)}` };
      const askNow = async () => {
        const known =
          (await store.readFormatLevel(keys.schema)) ?? (await store.readFormatLevel(keys.model));
        const levels = [known ?? 'json_schema', mostStrict];
        if (strict === undefined) levels.push('json_object');
        return tryLevels(keys, known, weakest(levels), (level) =>
          attempt(formatChat(level, messages, schema, strict)),
        );
      };
      const first = findingOut.get(modelKey);
      if (first !== undefined) {
        await first.catch(() => undefined);
        return askNow();
      }
      const asked = askNow();
      findingOut.set(modelKey, asked);
      asked.catch(() => findingOut.delete(modelKey));
      return asked;
    },
  };
}

function formatChat(
  level: FormatLevel,
  messages: ChatMessage[],
  schema: JsonObject,
  strict: JsonObject | undefined,
): FormattedChat {
  if (level === 'json_schema' && strict !== undefined) {
    const json_schema: JsonObject = { name: 'answer', strict: true, schema: strict };
    return { messages, response_format: { type: 'json_schema', json_schema } };
  }
  if (level === 'none') return { messages: withSchemaInstructions(messages, schema) };
  return {
    messages: withSchemaInstructions(messages, toObjectSchema(schema)),
    response_format: { type: 'json_object' },
  };
}

function weakest(levels: readonly FormatLevel[]): FormatLevel {
  return FORMAT_LEVELS.findLast((level) => levels.includes(level)) ?? 'none';
}

/** A request refused for its length or its words would be refused in any format. */
function isAboutFormat(error: unknown): boolean {
  if (!(error instanceof ModelError) || error.code !== 'request_rejected') return false;
  const message = String(error.detail['provider_message']);
  return !/context.?length|too (?:long|large|many tokens)|maximum context/i.test(message);
}

function isAboutSchema(error: unknown): boolean {
  return error instanceof ModelError && /invalid.{0,20}schema/i.test(error.message);
}

function hash(schema: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 16);
}
