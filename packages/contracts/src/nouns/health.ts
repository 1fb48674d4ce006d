import { Type } from '../typebox.js';

/** Answer of `GET /health`. */
export const Health = Type.Object({ status: Type.Literal('healthy') });
export type Health = Type.Static<typeof Health>;

/** Answer of `GET /ready`; anything else is an error `not_ready` whose detail says what is wrong. */
export const Readiness = Type.Object({
  status: Type.Literal('ready'),
  database: Type.Literal('ok'),
  runner: Type.Literal('ok'),
});
export type Readiness = Type.Static<typeof Readiness>;
