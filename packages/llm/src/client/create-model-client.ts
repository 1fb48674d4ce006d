import type { LookupFunction } from 'node:net';
import {
  addCost,
  addUsage,
  emptyUsage,
  type CallContext,
  type Clock,
  type ModelClient,
} from '@datagenflow/contracts';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { MemoryCapabilityStore, type CapabilityStore } from '../capability/capability-store.js';
import { createDemoTransport } from '../demo/demo-transport.js';
import type { HttpTransport } from '../http/http-transport.js';
import type { AskedEndpoint } from '../http/list-available-models.js';
import type { RequestLimits } from '../http/watchdog.js';
import type { Circuit } from '../rate/circuit.js';
import type { GateState } from '../rate/pace.js';
import { findMissingText } from './check-answer.js';
import { generateStructured } from './generate-structured.js';
import { describeChat, describeEmbedding } from './model-call.js';
import type { ModelSource, ResolvedModel } from './model-source.js';
import type { ChatPayload, SendContext, Transport } from './transport.js';

/** Texts that one embedding request carries at most. */
const MAX_TEXTS = 256;

/** What a client needs from outside. */
export interface ModelClientOptions {
  models: ModelSource;
  clock: Clock;
  /** Remembers what endpoints can do; by default as long as the client lives. */
  capabilities?: CapabilityStore;
  /** Between 0 and 1, for jitter. */
  random?: () => number;
  limits?: RequestLimits;
  /** How often a request is sent again at most; by default as long as that makes sense. */
  maxRetries?: number;
  /** What an earlier client’s `snapshot()` gave. */
  restore?: ReadonlyMap<number, GateState>;
  /** Resolves names; by default as the system does. */
  lookup?: LookupFunction;
}

/** A model client with its gates. Disposing it closes all connections. */
export interface LlmClient extends ModelClient, AsyncDisposable {
  /**
   * Names of the models an endpoint offers, sorted.
   * @throws ModelError `model_unreachable`, `credentials` and the like
   */
  listAvailable(asked: AskedEndpoint, signal: AbortSignal): Promise<string[]>;
  /** State of rate control by the model’s id; worth storing every second while it changes. */
  snapshot(): Map<number, GateState>;
  /** Whether a model is being asked at present; undefined when it never was. */
  circuit(modelId: number): Circuit | undefined;
  /** Lets a model’s requests through again, after its credentials were corrected outside. */
  reset(modelId: number): void;
}

/** A client for all configured models: those of provider `demo` are built in. */
export function createModelClient(options: ModelClientOptions): LlmClient {
  const schemas = createSchemaCompiler();
  const demo = createDemoTransport(schemas);
  const http = lazyHttp(options);
  const transportOf = ({ provider }: ResolvedModel): Promise<Transport> =>
    provider === 'demo' ? Promise.resolve(demo) : http.open();

  const ask = async (model: ResolvedModel, payload: ChatPayload, context: CallContext) => {
    const transport = await transportOf(model);
    const call = describeChat(model, transport.originOf(model), payload);
    return context.recorder.record(call, () =>
      transport.chat(model, payload, sendContext(context)),
    );
  };

  return {
    async chat({ model: name, ...payload }, context) {
      const model = await options.models.resolve('llm', name);
      const recorded = await ask(model, payload, context);
      const { answer } = recorded;
      const missing = findMissingText(answer, model.name);
      if (missing !== undefined) {
        recorded.reject(missing.code);
        throw missing;
      }
      const { text, finish_reason, usage, cost } = answer;
      const truncated = finish_reason === 'length';
      return { text: text ?? '', finish_reason, truncated, model: model.name, usage, cost };
    },

    async generate(request, context) {
      const model = await options.models.resolve('llm', request.model);
      return generateStructured(request, model.name, schemas, (payload) =>
        ask(model, payload, context),
      );
    },

    async embed(request, context) {
      const model = await options.models.resolve('embedding', request.model);
      const transport = await transportOf(model);
      const origin = transport.originOf(model);
      const embeddings: number[][] = [];
      let usage = emptyUsage();
      let cost: number | null = 0;
      for (let start = 0; start < request.texts.length; start += MAX_TEXTS) {
        const texts = request.texts.slice(start, start + MAX_TEXTS);
        const { answer } = await context.recorder.record(
          describeEmbedding(model, origin, texts),
          () => transport.embed(model, texts, sendContext(context)),
        );
        embeddings.push(...(answer.embeddings ?? []));
        usage = addUsage(usage, answer.usage);
        cost = addCost(cost, answer.cost);
      }
      return { embeddings, model: model.name, usage, cost };
    },

    async listAvailable(asked, signal) {
      const { listAvailableModels } = await import('../http/list-available-models.js');
      return listAvailableModels(asked, options.clock, signal);
    },

    snapshot: () => http.opened()?.snapshot() ?? new Map(options.restore),
    circuit: (modelId) => http.opened()?.circuit(modelId),
    reset: (modelId) => http.opened()?.reset(modelId),
    async [Symbol.asyncDispose]() {
      await http.opened()?.[Symbol.asyncDispose]();
    },
  };
}

function sendContext(context: CallContext): SendContext {
  return { signal: context.signal, lane: context.lane ?? '' };
}

/** The HTTP transport and its libraries are loaded by the first model that needs them. */
function lazyHttp(options: ModelClientOptions) {
  let opened: HttpTransport | undefined;
  let opening: Promise<HttpTransport> | undefined;
  const open = async (): Promise<HttpTransport> => {
    const { createHttpTransport } = await import('../http/http-transport.js');
    opened = createHttpTransport({
      random: Math.random,
      capabilities: new MemoryCapabilityStore(),
      ...options,
    });
    return opened;
  };
  return { open: () => (opening ??= open()), opened: () => opened };
}
