import type { ResolvedModel } from '@datagenflow/llm';

/** The model of an endpoint, without a key, limits or prices. */
export function modelAt(endpoint: string): ResolvedModel {
  return {
    id: 1,
    kind: 'llm',
    name: 'bench',
    provider: 'custom',
    endpoint,
    model_name: 'fake-large',
    limits: {},
    prices: null,
    dimensions: null,
  };
}
