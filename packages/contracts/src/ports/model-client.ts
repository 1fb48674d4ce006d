import type { Json, JsonObject } from '../nouns/json.js';
import type { Usage } from '../nouns/usage.js';

/** One message of a conversation. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** Parameters that any chat call may carry. */
export interface ChatParameters {
  /** Local name of a configured model; absent: the default one. */
  model?: string;
  temperature?: number;
  max_tokens?: number;
  top_p?: number;
  seed?: number;
  stop?: string[];
}

/** A conversation to be answered with text. */
export interface ChatRequest extends ChatParameters {
  messages: ChatMessage[];
}

/** A conversation to be answered with a JSON value that fits `schema`. */
export interface GenerateRequest extends ChatRequest {
  schema: JsonObject;
  /** How often an invalid answer is sent back with its errors. Default 2. */
  max_repairs?: number;
}

/** Texts to be embedded. */
export interface EmbedRequest {
  /** Local name of a configured embedding model; absent: the default one. */
  model?: string;
  texts: string[];
}

/** What is the same in every answer. */
export interface Answered {
  /** Local name of the model. */
  model: string;
  usage: Usage;
  /** US dollars; null when the model has no price. */
  cost: number | null;
}

/** Text from a model. */
export interface ChatResult extends Answered {
  text: string;
  finish_reason: string;
  /** True when the length limit cut it. */
  truncated: boolean;
}

/** A value that fits the schema asked for, after any repairs. */
export interface GenerateResult extends Answered {
  value: Json;
  /** Calls it took; 1 when the first answer was valid. */
  attempts: number;
}

/** One vector per text, in order. */
export interface EmbedResult extends Answered {
  embeddings: number[][];
}

/** A request as the provider gets it. Its hash identifies equal requests: no key, no local name. */
export interface ModelCall {
  kind: 'chat' | 'embedding';
  /** Scheme, host and port of the endpoint. */
  origin: string;
  /** The model’s name at the provider. */
  provider_model: string;
  /** Local name, for display; not part of the hash. */
  model: string;
  /** Messages, parameters and schema. */
  parameters: JsonObject;
}

/** A finished answer of a provider, as it is stored. */
export interface ModelAnswer {
  /** Text of a chat answer; null when it had none (a refusal, or embeddings). */
  text: string | null;
  embeddings?: number[][];
  finish_reason: string;
  usage: Usage;
  cost: number | null;
  latency_ms: number;
}

/** An answer and where it came from. */
export interface RecordedAnswer {
  answer: ModelAnswer;
  /** `replayed`: bought earlier by this job; `reused`: by another. */
  origin: 'bought' | 'replayed' | 'reused';
  /** Marks its content as unusable, so that no other job reuses it. */
  reject(reason: string): void;
}

/** Stands between a model client and its transport: the place where calls are stored and replayed. */
export interface CallRecorder {
  record(call: ModelCall, send: () => Promise<ModelAnswer>): Promise<RecordedAnswer>;
}

/** What surrounds a model call. */
export interface CallContext {
  recorder: CallRecorder;
  signal: AbortSignal;
  /** Where a call queues for what a model admits: lanes take turns. A job’s calls share one. */
  lane?: string;
}

/**
 * Models by their local names. Each request to a provider goes through `context.recorder`, once
 * per repair too.
 */
export interface ModelClient {
  /** @throws ModelError when no answer could be had. */
  chat(request: ChatRequest, context: CallContext): Promise<ChatResult>;
  /** @throws ModelError with code `structured_output_invalid` when no answer fits the schema. */
  generate(request: GenerateRequest, context: CallContext): Promise<GenerateResult>;
  embed(request: EmbedRequest, context: CallContext): Promise<EmbedResult>;
}
