import type { Usage } from '@datagenflow/contracts';

const counts = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

/** `6,412` */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `9.91M`: for tokens, of which there are many */
export function formatTokens(value: number): string {
  return value < 10_000 ? counts.format(value) : compact.format(value);
}

/** All tokens of a usage. */
export function countTokens({ input_tokens, output_tokens, cached_tokens }: Usage): number {
  return input_tokens + output_tokens + cached_tokens;
}

/** `$0.0011`, `$6.81`; `no price` when the model has none */
export function formatCost(dollars: number | null): string {
  if (dollars === null) return 'no price';
  const digits = dollars > 0 && dollars < 0.1 ? 4 : 2;
  return `$${dollars.toFixed(digits)}`;
}

/** `64.1 %` from a share between 0 and 1 */
export function formatShare(share: number): string {
  const percent = Math.floor(share * 1000) / 10;
  return `${Number.isInteger(percent) ? percent : percent.toFixed(1)} %`;
}
