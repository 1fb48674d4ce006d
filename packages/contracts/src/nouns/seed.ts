import { Type } from '../typebox.js';
import { JsonObject } from './json.js';

/** The variables that executions start from, and how many of them to run. */
export const Seed = Type.Object({
  repetitions: Type.Integer({
    minimum: 0,
    default: 1,
    description: 'Executions started from this seed; 0 generates nothing',
  }),
  metadata: JsonObject,
  extra: Type.Optional(
    Type.Unsafe<JsonObject>({ type: 'object', description: 'Keys found beside metadata, kept' }),
  ),
});
export type Seed = Type.Static<typeof Seed>;

/** Answer of `POST /api/seeds/validate`. Messages name seeds by number, counted from 1. */
export const SeedReport = Type.Object({
  valid: Type.Boolean(),
  errors: Type.Array(Type.String()),
  warnings: Type.Array(Type.String()),
});
export type SeedReport = Type.Static<typeof SeedReport>;
