import type { ModelPrices } from '@datagenflow/contracts';

/**
 * US dollars per million tokens by the model’s name at its provider, as of 2025-12-01. They change:
 * users can edit those of their models.
 */
const PRICES: Readonly<Record<string, ModelPrices>> = {
  'gpt-4.1': { input: 2, output: 8, cached: 0.5 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6, cached: 0.1 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4, cached: 0.025 },
  'gpt-4o': { input: 2.5, output: 10, cached: 1.25 },
  'gpt-4o-mini': { input: 0.15, output: 0.6, cached: 0.075 },
  'gpt-5': { input: 1.25, output: 10, cached: 0.125 },
  'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 },
  'gpt-5-nano': { input: 0.05, output: 0.4, cached: 0.005 },
  'claude-haiku-4-5': { input: 1, output: 5, cached: 0.1 },
  'claude-sonnet-4-5': { input: 3, output: 15, cached: 0.3 },
  'claude-opus-4-5': { input: 5, output: 25, cached: 0.5 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'gemini-2.5-pro': { input: 1.25, output: 10 },
  'text-embedding-3-small': { input: 0.02, output: 0 },
  'text-embedding-3-large': { input: 0.13, output: 0 },
};

/** The price of a model to begin with, dated names included; null when it is not known. */
export function knownPrices(provider: string, modelName: string): ModelPrices | null {
  if (provider === 'demo' || provider === 'ollama' || provider === 'lmstudio') {
    return { input: 0, output: 0 };
  }
  const name = modelName.toLowerCase().replace(/^.*\//, '');
  return PRICES[name] ?? PRICES[name.replace(/-\d{4}-?\d{2}-?\d{2}$/, '')] ?? null;
}
