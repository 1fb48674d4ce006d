import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RegexError } from './regex-error.js';
import { safeRegex } from './safe-regex.js';

const codeUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

describe('safeRegex', () => {
  test('matches as JavaScript does', () => {
    expect(safeRegex('^[\\w-]+@\\w+\\.com$').test('a-b@c.com')).toBe(true);
    expect(safeRegex('HELLO', 'i').test('say hello')).toBe(true);
    expect(safeRegex('(?<year>\\d{4})-(\\d\\d)?').find('in 2024-')).toEqual({
      text: '2024-',
      index: 3,
      groups: ['2024', null],
    });
    expect(safeRegex('\\u00e9').test('café')).toBe(true);
    expect(
      safeRegex('a.')
        .findAll('ab ac')
        .map(({ text, index }) => [text, index]),
    ).toEqual([
      ['ab', 0],
      ['ac', 3],
    ]);
    expect(safeRegex('x').find('y')).toBeNull();
  });

  test.each(['(x+x+)+y', '(.*)*,', '^(a+)+$', '(a|a)*$', '(a|aa)+$'])(
    'ends on a megabyte of text for %s',
    (pattern) => {
      const regex = safeRegex(pattern);
      for (const text of ['x'.repeat(1_000_000), `${'a'.repeat(1_000_000)}!`]) {
        expect(typeof regex.test(text)).toBe('boolean');
      }
    },
  );

  test.each([
    ['(?=a)', 'look-around (?='],
    ['(?!a)', 'look-around (?!'],
    ['(?<=a)b', 'look-around (?<='],
    ['(?<!a)b', 'look-around (?<!'],
    ['(a)\\1', 'a back-reference (\\1'],
    ['(?<n>a)\\k<n>', 'a back-reference (\\k'],
    ['(?>a)', 'an atomic group'],
  ])('refuses %s and says why', (pattern, reason) => {
    expect(() => safeRegex(pattern)).toThrow(reason);
    expect(() => safeRegex(pattern)).toThrow(RegexError);
  });

  test('takes the same characters literally inside a class or escaped', () => {
    expect(safeRegex('[(?=]').test('=')).toBe(true);
    expect(safeRegex('\\(\\?=').test('(?=')).toBe(true);
    expect(safeRegex('[\\]\\\\]x').test(']x')).toBe(true);
  });

  test('refuses malformed and oversized patterns, and unknown flags', () => {
    expect(() => safeRegex('[')).toThrow('missing closing ]');
    expect(() => safeRegex('a{1001}')).toThrow('invalid repeat count');
    expect(() => safeRegex('('.repeat(2_000) + ')'.repeat(2_000))).toThrow(RegexError);
    expect(() => safeRegex('a'.repeat(4_097))).toThrow('4096 are allowed');
    expect(() => safeRegex('a', 'g')).toThrow("flag 'g'");
  });

  test('property: throws nothing but its own error', () => {
    const fragment = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{2}',
      '*',
      '+',
      '?',
      '\\',
      '^',
      '$',
      '|',
      '(?<',
      '-',
      'a',
    );
    const pattern = fc.oneof(
      fc.string({ unit: codeUnit }),
      fc.array(fragment).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(pattern, fc.string(), fc.constantFrom('', 'i', 'ms'), (source, text, flags) => {
        const outcome = () => {
          try {
            return safeRegex(source, flags).test(text);
          } catch (error) {
            return error instanceof RegexError ? 'refused' : error;
          }
        };
        expect(outcome()).toBeOneOf([true, false, 'refused']);
      }),
      { numRuns: 500 },
    );
  });
});
