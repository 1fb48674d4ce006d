import type { ModelPrices, Usage } from '@datagenflow/contracts';

/**
 * US dollars for a usage at prices per million tokens; null without prices.
 * Cached tokens cost the price of input when no price is set for them.
 */
export function costOf(usage: Usage, prices: ModelPrices | null): number | null {
  if (prices === null) return null;
  const { input, output, cached = input } = prices;
  const micros =
    usage.input_tokens * input + usage.output_tokens * output + usage.cached_tokens * cached;
  return micros / 1_000_000;
}
