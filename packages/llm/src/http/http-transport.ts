import type { LookupFunction } from 'node:net';
import type { ChatMessage, Clock, ModelAnswer, Usage } from '@datagenflow/contracts';
import type OpenAI from 'openai';
import { capabilityKey, type CapabilityStore } from '../capability/capability-store.js';
import type { ResolvedModel } from '../client/model-source.js';
import type { ChatPayload, SendContext, Transport } from '../client/transport.js';
import { ModelError } from '../errors/model-error.js';
import { resolveEndpoint } from '../presets/resolve-endpoint.js';
import type { Circuit } from '../rate/circuit.js';
import type { GateState } from '../rate/pace.js';
import { costOf } from '../usage/cost-of.js';
import { countChatTokens, countTokens } from '../usage/count-tokens.js';
import { readUsage } from '../usage/read-usage.js';
import { createAgent } from './create-agent.js';
import { exchange } from './exchange.js';
import { createHttpModel, isSameModel, type HttpModel } from './http-model.js';
import { createFormatNegotiator, type FormattedChat } from './negotiate-format.js';
import { readCompletion, readEmbeddings, type Completion } from './read-completion.js';
import { REQUEST_LIMITS, type RequestLimits } from './watchdog.js';

/** What the transport needs from outside. */
export interface HttpTransportOptions {
  clock: Clock;
  random: () => number;
  capabilities: CapabilityStore;
  limits?: RequestLimits;
  maxRetries?: number;
  /** Gates by the model’s id, as an earlier process left them. */
  restore?: ReadonlyMap<number, GateState>;
  /** Resolves names; by default as the system does. */
  lookup?: LookupFunction;
}

/** A transport over HTTP, with what it knows of its models. */
export interface HttpTransport extends Transport, AsyncDisposable {
  /** State of all gates by the model’s id, to be restored by the next process. */
  snapshot(): Map<number, GateState>;
  circuit(modelId: number): Circuit | undefined;
  /** Lets a model’s requests through again. */
  reset(modelId: number): void;
}

export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const dispatcher = createAgent(options.lookup);
  const models = new Map<number, HttpModel>();
  const negotiator = createFormatNegotiator(options.capabilities);
  const limits = options.limits ?? REQUEST_LIMITS;

  const open = (model: ResolvedModel): HttpModel => {
    const known = models.get(model.id);
    if (known !== undefined && isSameModel(known.model, model)) {
      known.model = model;
      return known;
    }
    const restore = known === undefined ? options.restore?.get(model.id) : undefined;
    const opened = createHttpModel(model, { ...options, dispatcher, limits }, restore);
    models.set(model.id, opened);
    return opened;
  };

  const complete = async (
    http: HttpModel,
    payload: ChatPayload,
    chat: FormattedChat,
    context: SendContext,
  ): Promise<ModelAnswer> => {
    const body = chatBody(http, payload, chat);
    const { value, latencyMs } = await exchange(
      http,
      {
        promptChars: charsOf(chat.messages),
        maxTokens: payload.max_tokens,
        send: (signal) => http.client.chat.completions.create(body, { signal }).asResponse(),
        read: readCompletion,
      },
      context,
      options,
    );
    const usage = value.usage ?? (await countUsage(chat.messages, value));
    return {
      text: value.text,
      finish_reason: value.finish_reason,
      usage,
      cost: costOf(usage, http.model.prices),
      latency_ms: latencyMs,
    };
  };

  return {
    originOf: (model) => resolveEndpoint(model.provider, model.endpoint).origin,

    async chat(model, payload, context) {
      const http = open(model);
      if (payload.schema === undefined) return complete(http, payload, payload, context);
      const key = capabilityKey(http.endpoint.baseUrl, model.model_name);
      const mostStrict = http.endpoint.preset.response_format ?? 'json_schema';
      return negotiator.ask(key, mostStrict, payload.messages, payload.schema, (chat) =>
        complete(http, payload, chat, context),
      );
    },

    async embed(model, texts, context) {
      const http = open(model);
      const { dimensions, model_name } = model;
      const { value, latencyMs } = await exchange(
        http,
        {
          promptChars: texts.reduce((sum, text) => sum + text.length, 0),
          maxTokens: 0,
          send: (signal) =>
            http.client.embeddings
              .create(
                {
                  model: model_name,
                  input: texts,
                  encoding_format: 'float',
                  ...(dimensions === null ? {} : { dimensions }),
                },
                { signal },
              )
              .asResponse(),
          read: (body) => ({
            embeddings: readEmbeddings(body, texts.length),
            usage: readUsage(body['usage']),
          }),
        },
        context,
        options,
      );
      checkDimensions(model, value.embeddings);
      const usage = value.usage ?? estimated(await countTokens(texts.join('\n')), 0);
      const cost = costOf(usage, model.prices);
      const { embeddings } = value;
      return { text: null, embeddings, finish_reason: 'stop', usage, cost, latency_ms: latencyMs };
    },

    snapshot: () =>
      new Map([
        ...(options.restore ?? []),
        ...[...models].map(([id, { gate }]) => [id, gate.snapshot()] as const),
      ]),
    circuit: (modelId) => models.get(modelId)?.gate.circuit(),
    reset: (modelId) => models.get(modelId)?.gate.reset(),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

type ChatBody = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

function chatBody(
  { model, endpoint }: HttpModel,
  payload: ChatPayload,
  chat: FormattedChat,
): ChatBody {
  const { temperature, top_p, seed, stop, max_tokens } = payload;
  const parameters = {
    temperature,
    top_p,
    seed,
    stop,
    [endpoint.preset.max_tokens_field]: max_tokens,
    response_format: chat.response_format,
  };
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return {
    model: model.model_name,
    messages: chat.messages,
    ...(Object.fromEntries(given) as Partial<ChatBody>),
  };
}

async function countUsage(messages: ChatMessage[], { text }: Completion): Promise<Usage> {
  return estimated(await countChatTokens(messages), await countTokens(text ?? ''));
}

function estimated(input: number, output: number): Usage {
  return { input_tokens: input, output_tokens: output, cached_tokens: 0, estimated: true };
}

function charsOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + message.content.length, 0);
}

function checkDimensions({ name, dimensions }: ResolvedModel, embeddings: number[][]): void {
  const found = embeddings.find((vector) => dimensions !== null && vector.length !== dimensions);
  if (found === undefined) return;
  throw new ModelError(
    'request_rejected',
    `The model '${name}' gives embeddings of ${found.length} numbers, not ${dimensions}. Correct its dimensions.`,
    { detail: { model: name, dimensions: found.length } },
  );
}
