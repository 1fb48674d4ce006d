import { ValidationError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { parseJson } from './parse-json.js';

function errorOf(text: string): ValidationError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error('It was accepted');
}

/** Broken documents; `|` stands where the error is. */
const broken = [
  '|',
  '[1, 2|',
  '{"a": 1,|}',
  '{"a": 1,\n|}',
  '[1,\n 2,\n|]',
  '{"a" |1}',
  '{|a: 1}',
  "{|'a': 1}",
  '{"a": |nope}',
  '{"a": |tru}',
  '{\n  "a": [1, 2],\n  "b": |}',
  '{\n  "a": 1\n  |"b": 2\n}',
  '{"a": 1}\n|{"b": 2}',
  '[1] |x',
  '[|// no\n1]',
  '["a", |.5]',
  '["日本🎉", |nope]',
  '[0|1]',
  '[|+1]',
  '[|NaN]',
];

describe('parseJson', () => {
  test('what is JSON is parsed', () => {
    expect(parseJson(' {"a":[1,null,"\\u0000"]}\r\n')).toEqual({ a: [1, null, '\u0000'] });
  });

  test.each(broken)('%j: the place is told', (marked) => {
    for (const source of [marked, marked.replaceAll('\n', '\r\n')]) {
      const offset = source.indexOf('|');
      const text = source.replace('|', '');
      const before = text.slice(0, offset).split(/\r?\n/);
      const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
      const { code, detail, message } = errorOf(text);
      expect(detail).toEqual(place);
      expect(code).toBe('json_invalid');
      expect(message).toContain(`line ${String(detail.line)}, column ${String(detail.column)}: `);
    }
  });

  test('a text with a line break or an end missing is broken where it begins or ends', () => {
    expect(errorOf('{"a": "x\ny"}').detail.line).toBe(1);
    expect(errorOf('["\u0001"]').detail).toMatchObject({ line: 1 });
    expect(errorOf('{\n"a": "x').detail.line).toBe(2);
  });

  test('what is nested too deeply is refused, broken or not', () => {
    expect(errorOf('['.repeat(200_000)).message).toContain('nested too deeply');
    expect(errorOf(`${'['.repeat(5_000)}${']'.repeat(5_000)}`).message).toContain(
      'nested too deeply',
    );
    expect(parseJson(`${'['.repeat(400)}${']'.repeat(400)}`)).toBeDefined();
  });
});
