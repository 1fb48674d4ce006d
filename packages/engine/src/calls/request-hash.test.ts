import fc from 'fast-check';
import type { Json } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { hashJson } from './request-hash.js';

const reversed = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
};

describe('hashJson', () => {
  test('equal values hash equally, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hashJson(reversed(value as Json))).toBe(hashJson(value as Json));
      }),
    );
  });

  test('different values hash differently', () => {
    const values = [null, 0, '', '0', [], {}, [0], [[0]], { a: 0 }, { a: '0' }, 'a\u0000', 'a'];
    expect(new Set(values.map((value) => hashJson(value as Json))).size).toBe(values.length);
  });

  test('a text that is not well-formed Unicode has a hash too', () => {
    expect(hashJson('a\ud800')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashJson('a\ud800')).not.toBe(hashJson('a\ud801'));
  });
});
