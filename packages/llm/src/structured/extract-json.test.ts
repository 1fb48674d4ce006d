import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractJson } from './extract-json.js';

describe('extractJson', () => {
  test('takes valid JSON exactly as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(extractJson(text)).toEqual({ found: true, value: JSON.parse(text) });
      }),
    );
  });

  test('finds an object in a fence or among words', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, (value) => {
        const json = JSON.stringify(value);
        const expected = { found: true, value: JSON.parse(json) };
        expect(extractJson(`Sure!\n\`\`\`json\n${json}\n\`\`\`\nBye`)).toEqual(expected);
        expect(extractJson(`The answer is ${json}, as asked.`)).toEqual(expected);
        expect(extractJson(`\uFEFF${json}\n`)).toEqual(expected);
      }),
    );
  });

  test('no beginning of an object is an object', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(object, fc.nat(), (value, at) => {
        const json = JSON.stringify(value);
        expect(extractJson(json.slice(0, at % json.length))).toMatchObject({ found: false });
      }),
    );
  });

  test('a part of something broken is no answer', () => {
    expect(extractJson('{"a": {"b": 1}, "c": ')).toMatchObject({ found: false });
    expect(extractJson('[{"b": 1}, {"b": 2')).toMatchObject({ found: false });
  });

  test('a number that would change by being read is told, not changed', () => {
    const extraction = extractJson('{"id": 12345678901234567890}');
    expect(extraction).toMatchObject({ found: false });
    expect(JSON.stringify(extraction)).toContain('12345678901234567890');
    expect(extractJson('{"id": 9007199254740991}')).toMatchObject({ found: true });
    expect(extractJson('[1e21, 0.1, 100000000000000000000]')).toMatchObject({ found: true });
  });
});
