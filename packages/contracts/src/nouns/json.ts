import { Type } from '../typebox.js';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A plain JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** Schema of {@link Json}; deep checks are made where a value enters (size, cycles, functions). */
export const Json = Type.Unsafe<Json>({});

/** Schema of {@link JsonObject}. */
export const JsonObject = Type.Unsafe<JsonObject>({ type: 'object' });
