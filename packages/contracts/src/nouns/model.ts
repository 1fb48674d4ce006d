import { Type } from '../typebox.js';
import { Id, Timestamp } from './scalars.js';

/** What a model is for. */
export const ModelKind = Type.Union([Type.Literal('llm'), Type.Literal('embedding')]);
export type ModelKind = Type.Static<typeof ModelKind>;

/** Limits of the provider, per minute; absent: learned while running. */
export const ModelLimits = Type.Object(
  {
    requests_per_minute: Type.Optional(Type.Integer({ minimum: 1 })),
    tokens_per_minute: Type.Optional(Type.Integer({ minimum: 1 })),
    concurrency: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
export type ModelLimits = Type.Static<typeof ModelLimits>;

/** US dollars per million tokens. */
export const ModelPrices = Type.Object(
  {
    input: Type.Number({ minimum: 0 }),
    output: Type.Number({ minimum: 0 }),
    cached: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type ModelPrices = Type.Static<typeof ModelPrices>;

/** A configured endpoint, as reads show it: the key is never told. */
export const Model = Type.Object({
  id: Id,
  kind: ModelKind,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  provider: Type.String({ description: 'A preset: openai, anthropic, gemini, ollama, demo …' }),
  endpoint: Type.String({ description: 'Base URL; empty: the preset’s' }),
  model_name: Type.String({ minLength: 1, description: 'Its name at the provider' }),
  dimensions: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  api_key: Type.Object({ is_set: Type.Boolean(), last4: Type.String() }),
  is_default: Type.Boolean(),
  limits: ModelLimits,
  prices: Type.Union([ModelPrices, Type.Null()]),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Model = Type.Static<typeof Model>;

/** What a model is to be. In a change, what is absent stays; in a new model, it gets its default. */
export const ModelInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    provider: Type.Optional(
      Type.String({ description: 'A preset; by default recognised by the endpoint' }),
    ),
    endpoint: Type.Optional(
      Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()], {
        description: 'Base URL; empty: the preset’s',
      }),
    ),
    api_key: Type.Optional(
      Type.Union([Type.String({ maxLength: 4_096 }), Type.Null()], {
        description: 'Never told again. Empty or null removes it. Only ever sent to this endpoint',
      }),
    ),
    model_name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'Default: the preset’s' }),
    ),
    dimensions: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 100_000 }), Type.Null()], {
        description: 'Of an embedding; 0 or null: the model’s own',
      }),
    ),
    limits: Type.Optional(ModelLimits),
    prices: Type.Optional(
      Type.Union([ModelPrices, Type.Null()], { description: 'Default: known prices, else none' }),
    ),
    is_default: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ModelInput = Type.Static<typeof ModelInput>;

/** What saving a model came to. */
export const ModelSaved = Type.Object({
  message: Type.String(),
  model: Model,
  key_removed: Type.Boolean({
    description: 'True when its key was removed because it belongs to another endpoint',
  }),
});
export type ModelSaved = Type.Static<typeof ModelSaved>;

/** What asking a model something came to. */
export const ConnectionTestResult = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  latency_ms: Type.Integer({ minimum: -1, description: '-1: there was no answer' }),
});
export type ConnectionTestResult = Type.Static<typeof ConnectionTestResult>;

/** What is known of a provider. */
export const ModelPreset = Type.Object({
  name: Type.String(),
  title: Type.String({ description: 'For people' }),
  base_url: Type.Union([Type.String(), Type.Null()], { description: 'Null: has to be given' }),
  default_model: Type.Union([Type.String(), Type.Null()]),
  default_embedding_model: Type.Union([Type.String(), Type.Null()]),
  needs_key: Type.Boolean(),
});
export type ModelPreset = Type.Static<typeof ModelPreset>;

/** A program on this machine that offers models. */
export const DiscoveredEndpoint = Type.Object({
  provider: Type.String({ description: 'A preset' }),
  title: Type.String({ description: 'For people' }),
  endpoint: Type.String({ description: 'Base URL' }),
  models: Type.Array(Type.String()),
});
export type DiscoveredEndpoint = Type.Static<typeof DiscoveredEndpoint>;

/** An endpoint to be asked for its models. With a name, the stored key of that model serves it. */
export const AvailableModelsInput = Type.Object(
  {
    kind: Type.Optional(ModelKind),
    name: Type.Optional(ModelInput.properties.name),
    provider: ModelInput.properties.provider,
    endpoint: ModelInput.properties.endpoint,
    api_key: ModelInput.properties.api_key,
  },
  { additionalProperties: false },
);
export type AvailableModelsInput = Type.Static<typeof AvailableModelsInput>;
