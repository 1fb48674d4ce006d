import { Type } from '../typebox.js';

/** Tokens of one call, step, execution or job. `input_tokens` exclude `cached_tokens`. */
export const Usage = Type.Object({
  input_tokens: Type.Integer({ minimum: 0 }),
  output_tokens: Type.Integer({ minimum: 0 }),
  cached_tokens: Type.Integer({ minimum: 0, description: 'Read from the provider’s prompt cache' }),
  estimated: Type.Optional(
    Type.Boolean({ description: 'True when the provider reported nothing and we counted' }),
  ),
});
export type Usage = Type.Static<typeof Usage>;

/** No tokens at all. */
export function emptyUsage(): Usage {
  return { input_tokens: 0, output_tokens: 0, cached_tokens: 0 };
}

/** The sum of two usages; estimated when either is. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    cached_tokens: a.cached_tokens + b.cached_tokens,
    ...(a.estimated === true || b.estimated === true ? { estimated: true } : {}),
  };
}

/** The sum of two costs; null when either is unknown. */
export function addCost(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
