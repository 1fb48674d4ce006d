import { Type } from 'typebox';
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
