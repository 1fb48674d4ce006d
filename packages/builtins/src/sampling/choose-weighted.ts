import { ValidationError, type BlockRandom } from '@datagenflow/block-sdk';

/**
 * One of the items, as likely as its weight says.
 * @throws ValidationError when no weight is above 0.
 */
export function chooseWeighted<T>(
  items: readonly T[],
  weights: readonly number[],
  random: BlockRandom,
): T {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.next() * total;
  let last: T | undefined;
  for (const [index, item] of items.entries()) {
    const weight = weights[index] ?? 0;
    if (weight <= 0) continue;
    last = item;
    left -= weight;
    if (left < 0) return item;
  }
  if (last !== undefined) return last;
  throw new ValidationError('At least one weight must be above 0.', { code: 'weights_invalid' });
}
