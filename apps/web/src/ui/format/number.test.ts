import { describe, expect, test } from 'vitest';
import { countTokens, formatCost, formatCount, formatShare, formatTokens } from './number.js';

describe('numbers', () => {
  test('counts are grouped and large token numbers are short', () => {
    expect(formatCount(6412)).toBe('6,412');
    expect(formatTokens(1548)).toBe('1,548');
    expect(formatTokens(9_912_345)).toBe('9.91M');
    expect(countTokens({ input_tokens: 1, output_tokens: 2, cached_tokens: 4 })).toBe(7);
  });

  test('small amounts keep four digits, and no price is not zero', () => {
    expect(formatCost(0.0011)).toBe('$0.0011');
    expect(formatCost(6.814)).toBe('$6.81');
    expect(formatCost(0)).toBe('$0.00');
    expect(formatCost(null)).toBe('no price');
  });

  test('a share never rounds up to 100 %', () => {
    expect(formatShare(0.99999)).toBe('99.9 %');
    expect(formatShare(1)).toBe('100 %');
    expect(formatShare(0.6412)).toBe('64.1 %');
    expect(formatShare(0)).toBe('0 %');
  });
});
