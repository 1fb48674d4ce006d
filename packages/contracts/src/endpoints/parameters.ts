import { Type } from '../typebox.js';
import { Id } from '../nouns/scalars.js';

const STRICT = { additionalProperties: false } as const;

/** No parameters of that kind. */
export const Nothing = Type.Object({}, STRICT);

/** An answer that only says that it is done. */
export const Message = Type.Object({ message: Type.String() });

/** A path with an id. */
export const IdParams = Type.Object({ id: Id }, STRICT);

/** One page of a list. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  cursor: Type.Optional(Type.String({ description: 'Value of X-Next-Cursor; beats offset' })),
};
