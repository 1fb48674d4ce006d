import { Type } from 'typebox';

/** Answer of `GET /health`. */
export const Health = Type.Object({ status: Type.Literal('healthy') });
export type Health = Type.Static<typeof Health>;
