import type { Estimated } from '@datagenflow/contracts';

/** An expected value with its interval: `$6.20 ($5.90 to $6.60)`. */
export function formatEstimated(
  { value, low, high }: Estimated,
  format: (value: number) => string,
): { value: string; interval: string | null } {
  const hasInterval = low !== null && high !== null;
  return {
    value: format(value),
    interval: hasInterval ? `${format(low)} to ${format(high)}` : null,
  };
}
