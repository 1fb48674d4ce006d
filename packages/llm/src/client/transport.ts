import type { ChatRequest, JsonObject, ModelAnswer } from '@datagenflow/contracts';
import type { ResolvedModel } from './model-source.js';

/** A chat as a transport sends it. With a schema, the answer should be JSON that fits it. */
export interface ChatPayload extends Omit<ChatRequest, 'model'> {
  schema?: JsonObject;
}

/** What surrounds a request on its way out. */
export interface SendContext {
  signal: AbortSignal;
  /** Requests of one lane wait for each other; lanes take turns. Usually the job. */
  lane: string;
}

/** Gets answers from models of one sort: over HTTP, or made up on the spot. */
export interface Transport {
  /** Scheme, host and port that `model` is reached at. */
  originOf(model: ResolvedModel): string;
  chat(model: ResolvedModel, payload: ChatPayload, context: SendContext): Promise<ModelAnswer>;
  embed(model: ResolvedModel, texts: string[], context: SendContext): Promise<ModelAnswer>;
}
