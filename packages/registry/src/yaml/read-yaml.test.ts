import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from './read-yaml.js';

const valueOf = (text: string) => readYaml(text).document?.value;
const problemOf = (text: string) => {
  const read = readYaml(text);
  return read.document === undefined ? read.problem : undefined;
};

const codeUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));

describe('readYaml', () => {
  test('reads the core schema, and JSON', () => {
    expect(valueOf('a: [1, true, null, no, "x"]\nb: |\n  two\n  lines\n')).toEqual({
      a: [1, true, null, 'no', 'x'],
      b: 'two\nlines\n',
    });
    expect(valueOf('{"a": {"b": [1.5, "é"]}}')).toEqual({ a: { b: [1.5, 'é'] } });
    expect(valueOf('\uFEFFa: 1')).toEqual({ a: 1 });
    expect(valueOf('a: &x {b: 1}\nc: *x')).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(valueOf('date: 2024-01-01')).toEqual({ date: '2024-01-01' });
  });

  test('row 23: code, merge keys and prototype keys are refused', () => {
    expect(problemOf('a: !!js/function "function () {}"')?.message).toContain('unknown');
    expect(problemOf('base: &b {x: 1}\nc:\n  <<: *b')).toMatchObject({ code: 'yaml_key', line: 3 });
    expect(problemOf('a:\n  <<: {__proto__: {polluted: 1}}')).toMatchObject({ line: 2 });
    expect(problemOf('a: 1\nb: {__proto__: {polluted: 1}}')).toMatchObject({
      code: 'yaml_key',
      line: 2,
      column: 5,
    });
    expect(problemOf('"__proto__": {polluted: 1}')?.code).toBe('yaml_key');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(valueOf('"<<": 1')).toEqual({ '<<': 1 });
  });

  test('row 23: alias bombs, size and depth are bounded before anything is built', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
      .concat(
        Array.from({ length: 6 }, (_, n) => {
          const aliases = Array.from({ length: 8 }, () => `*a${n}`).join(', ');
          return `a${n + 1}: &a${n + 1} [${aliases}]`;
        }),
      )
      .join('\n');
    expect(problemOf(bomb)).toMatchObject({ code: 'yaml_limit' });
    const many = `a: &a 1\nb: [${Array.from({ length: 51 }, () => '*a').join(', ')}]`;
    expect(problemOf(many)?.message).toContain('more than 50 aliases');
    expect(problemOf(`[${'1,'.repeat(100_001)}]`)?.message).toContain('more than 100000 values');
    expect(problemOf('x'.repeat(1024 * 1024 + 1))?.code).toBe('file_too_large');
    expect(problemOf('['.repeat(200) + ']'.repeat(200))?.code).toBe('yaml_syntax');
    expect(problemOf('a: &a [*a]')?.message).toContain('to itself');
  });

  test('says where the syntax breaks', () => {
    expect(problemOf('a: 1\nb: [1,\nc: 2')).toMatchObject({ code: 'yaml_syntax', line: 3 });
    expect(problemOf('a: 1\na: 2')?.message).toContain('duplicate');
    expect(problemOf('')?.code).toBe('yaml_syntax');
    expect(problemOf('a: 1\n---\nb: 2')?.message).toContain('one document');
    expect(problemOf('ok: 1\na: .nan')).toMatchObject({ code: 'not_json', line: 2 });
    expect(problemOf('? [a, b]\n: 1')?.code).toBe('yaml_key');
  });

  test('knows where each value stands', () => {
    const read = readYaml(
      'name: x\r\nblocks:\r\n  - type: A\r\n    config: {"a/b": [1,\r\n        2]}\r\n',
    );
    expect(read.document?.locate('/blocks/0/type')).toEqual({ line: 3, column: 5 });
    expect(read.document?.locate('/blocks/0/config/a~1b/1')).toEqual({ line: 5, column: 9 });
    expect(read.document?.locate('/blocks/0/nothing')).toEqual({ line: 3, column: 5 });
    expect(read.document?.locate('')).toEqual({ line: 1, column: 1 });
  });

  test('property: any text is read or refused, never thrown at', () => {
    const fragment = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '"',
      '|',
      '>',
      '? ',
      '<<',
      '!!str ',
      '---\n',
      '#',
      ',',
      '.inf',
    );
    const text = fc.oneof(
      fc.string({ unit: codeUnit }),
      fc.array(fragment, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const read = readYaml(source);
        const told =
          read.document === undefined ? read.problem.message : JSON.stringify(read.document.value);
        expect(told).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  test('property: JSON is read as JSON.parse reads it', () => {
    const value = fc
      .jsonValue()
      .filter((candidate) => !JSON.stringify(candidate).includes('__proto__'));
    fc.assert(
      fc.property(value, (candidate) => {
        const text = JSON.stringify(candidate);
        expect(JSON.stringify(valueOf(text))).toBe(text);
      }),
    );
  });
});
