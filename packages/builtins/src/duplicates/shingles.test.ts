import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shingle } from './shingles.js';

const similarity = (first: string, second: string, size = 1) => {
  const [a, b] = [shingle(first, size), shingle(second, size)];
  const common = [...a].filter((hash) => b.has(hash)).length;
  return common / (a.size + b.size - common);
};

describe('shingle', () => {
  test('counts each run of words once', () => {
    expect(shingle('a b c d', 2).size).toBe(3);
    expect(shingle('a b a b a', 2).size).toBe(2);
    expect(shingle('a b', 3).size).toBe(1);
    expect(shingle(' – !', 3).size).toBe(0);
    expect(similarity('a b', 'b a', 2)).toBe(0);
    expect(similarity('a b c', 'a b d', 1)).toBe(0.5);
  });

  test('letter case, punctuation, white space and Unicode form do not matter', () => {
    expect(similarity('It’s “late”,\n\nSAYS Zoë!', 'it’s late — says Zoe\u0308', 2)).toBe(1);
    expect(similarity('ﬁne ①', 'fine 1')).toBe(1);
  });

  test('scripts without spaces are cut into characters', () => {
    expect(shingle('日本語の文', 1).size).toBe(5);
    expect(shingle('TypeScriptは日本', 1).size).toBe(4);
    expect(similarity('東京は日本の首都です', '東京は日本の首都でした', 1)).toBeGreaterThan(0.7);
    expect(shingle('สวัสดี', 1).size).toBeGreaterThan(1);
  });

  test('hashes are 32 bits, and words hardly ever share one', () => {
    const words = 200_000;
    const hashes = shingle(Array.from({ length: words }, (_, at) => `w${at}`).join(' '), 1);
    expect(words - hashes.size).toBeLessThan(20);
    for (const hash of shingle('a b c', 1)) expect(hash).toBe(hash >>> 0);
  });

  test('takes any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (source, size) => {
        expect(shingle(source, size).size).toBeLessThanOrEqual(Math.max(1, source.length * 20));
      }),
    );
  }, 60_000);
});
