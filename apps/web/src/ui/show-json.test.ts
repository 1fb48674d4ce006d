import { describe, expect, test } from 'vitest';
import { showInline, showJson } from './show-json.js';

describe('showJson', () => {
  test('text stays text, also when it only looks like JSON', () => {
    expect(showJson('Größe: 5 → 6')).toEqual({ kind: 'text', text: 'Größe: 5 → 6' });
    expect(showJson('[sic] it said')).toEqual({ kind: 'text', text: '[sic] it said' });
    expect(showJson('42')).toEqual({ kind: 'text', text: '42' });
  });

  test('objects, and text that holds one, are indented', () => {
    const indented = '{\n  "a": [\n    1\n  ]\n}';
    expect(showJson({ a: [1] })).toEqual({ kind: 'json', text: indented });
    expect(showJson('{"a":[1]}')).toEqual({ kind: 'json', text: indented });
  });

  test('what is neither says what it is', () => {
    expect(showJson(null).text).toBe('null');
    expect(showJson(false).text).toBe('false');
    expect(showJson('').text).toBe('(empty text)');
  });
});

test('showInline puts a value in one line', () => {
  expect(showInline(' a\n\n b ')).toBe('a b');
  expect(showInline({ a: 'x y' })).toBe('{"a":"x y"}');
});
