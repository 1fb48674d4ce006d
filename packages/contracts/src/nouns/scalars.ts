import { Type } from '../typebox.js';

/** A database id: a positive integer. */
export const Id = Type.Integer({ minimum: 1 });
export type Id = Type.Static<typeof Id>;

/** A point in time: ISO 8601 in UTC, with milliseconds. */
export const Timestamp = Type.String({ format: 'date-time' });
export type Timestamp = Type.Static<typeof Timestamp>;
