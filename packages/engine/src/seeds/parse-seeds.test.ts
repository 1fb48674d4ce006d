import { ValidationError } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSeeds, type ParseOptions } from './parse-seeds.js';

const json = (text: string, options: Partial<ParseOptions> = {}) =>
  parseSeeds(text, { format: 'json', ...options });
const lines = (text: string, options: Partial<ParseOptions> = {}) =>
  parseSeeds(text, { format: 'jsonl', ...options });

async function errorOf(parse: () => Promise<unknown>): Promise<ValidationError> {
  try {
    await parse();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error('It was accepted');
}

describe('parseSeeds', () => {
  test('an array, one object and lines are read alike', async () => {
    const seed = { seed_index: 0, repetitions: 2, metadata: { topic: 'cats' } };
    const one = '{"repetitions":2,"metadata":{"topic":"cats"}}';
    for (const parsing of [json(one), json(`[${one}]`), lines(one), lines(`\n${one}\n\n`)]) {
      expect(await parsing).toEqual({ seeds: [seed], warnings: [] });
    }
  });

  test('lines may end in CRLF, a byte order mark is no part of the text', async () => {
    const text = '\uFEFF{"metadata":{"n":1}}\r\n{"metadata":{"n":2}}\r\n';
    expect((await lines(text)).seeds.map(({ metadata }) => metadata.n)).toEqual([1, 2]);
    expect((await json('\uFEFF[{"metadata":{}}]')).seeds).toHaveLength(1);
    expect((await parseSeeds('\uFEFF# Title', { format: 'text' })).seeds[0]?.metadata).toEqual({
      file_content: '# Title',
    });
  });

  test('every value arrives as it was', async () => {
    const metadata = JSON.parse(
      '{"日本":"🎉 \\u2028 \\u0000","__proto__":{"a":1},"big":1e300,"n":null,"":[]}',
    );
    const { seeds } = await json(JSON.stringify({ metadata }));
    expect(JSON.stringify(seeds[0]?.metadata)).toBe(JSON.stringify(metadata));
    expect((await lines('{"metadata":{"text":"a\u2028b"}}')).seeds[0]?.metadata).toEqual({
      text: 'a\u2028b',
    });
  });

  test('a text file is one seed, whatever its lines end in', async () => {
    expect((await parseSeeds('a\r\nb', { format: 'text' })).seeds).toEqual([
      { seed_index: 0, repetitions: 1, metadata: { file_content: 'a\r\nb' } },
    ]);
  });

  test('seeds keep their place in the file when others are skipped', async () => {
    const { seeds, warnings } = await json('[1,{"metadata":{}},{},{"metadata":{}}]', {
      strict: false,
    });
    expect(seeds.map(({ seed_index }) => seed_index)).toEqual([1, 3]);
    expect(warnings).toEqual([
      'Seed 1 is not an object. A seed looks like {"metadata": {…}}. It was skipped.',
      expect.stringMatching(/^Seed 3 is missing the required 'metadata' field.*It was skipped\.$/),
    ]);
  });

  test('a limit takes the first seeds', async () => {
    const text = '[{"metadata":{"n":1}},{"metadata":{"n":2}},{"metadata":{"n":3}}]';
    expect((await json(text, { limit: 2 })).seeds.map(({ metadata }) => metadata.n)).toEqual([
      1, 2,
    ]);
  });

  test('repetitions of 0 and keys beside metadata are warned of', async () => {
    const text =
      '[{"metadata":{},"repetitions":0},{"metadata":{},"tag":1},{"metadata":{},"tag":2,"note":""}]';
    const { seeds, warnings } = await json(text);
    expect(seeds[1]?.extra).toEqual({ tag: 1 });
    expect(warnings).toEqual([
      '1 seed(s) have repetitions=0 (will not generate records)',
      '2 seed(s) have keys beside metadata that no block sees: tag, note',
    ]);
  });

  test('wrapping takes an object without metadata as the metadata', async () => {
    const text =
      '{"topic":"cats","repetitions":3}\n{"metadata":{"topic":"dogs"}}\n{"metadata":"x"}';
    expect((await lines(text, { wrap: true })).seeds.map(({ metadata }) => metadata)).toEqual([
      { topic: 'cats', repetitions: 3 },
      { topic: 'dogs' },
      { metadata: 'x' },
    ]);
  });
});

describe('parseSeeds: bad seeds', () => {
  test.each([
    ['1', 'Seed 1 is not an object.'],
    ['[[]]', 'Seed 1 is not an object.'],
    ['[{"metadata":{}},null]', 'Seed 2 is not an object.'],
    [
      '{"topic":"cats"}',
      "Seed 1 is missing the required 'metadata' field. Did you mean to wrap it",
    ],
    ['{"metadata":"x"}', "Seed 1 has a 'metadata' field that is not an object."],
    ['{"metadata":null}', "Seed 1 has a 'metadata' field that is not an object."],
    ['{"metadata":[]}', "Seed 1 has a 'metadata' field that is not an object."],
    ['{"metadata":{},"repetitions":-1}', "Seed 1 has 'repetitions' that is not a whole number"],
    ['{"metadata":{},"repetitions":1.5}', "Seed 1 has 'repetitions' that is not a whole number"],
    ['{"metadata":{},"repetitions":"2"}', "Seed 1 has 'repetitions' that is not a whole number"],
    ['{"metadata":{},"repetitions":null}', "Seed 1 has 'repetitions' that is not a whole number"],
    ['{"metadata":{},"repetitions":1e300}', "Seed 1 has 'repetitions' that is not a whole number"],
  ])('%s', async (text, message) => {
    const error = await errorOf(() => json(text));
    expect(error).toMatchObject({ code: 'bad_seeds', detail: { count: 1 } });
    expect(error.message).toContain(message);
  });

  test('the first hundred are named, and all are counted', async () => {
    const error = await errorOf(() =>
      json(JSON.stringify([{ metadata: {} }, ...Array(250).fill(1)])),
    );
    expect(error.message).toContain('Seed 2 is not an object');
    expect(error.message).toContain('250 seeds are bad in all: 2–101 and 150 more.');
    expect(error.detail).toMatchObject({ count: 250 });
    expect(error.detail.seeds).toEqual(Array.from({ length: 100 }, (_, i) => i + 2));
    expect(error.detail.problems).toHaveLength(100);
  });

  test.each<[string, ParseOptions, string]>([
    ['[]', { format: 'json' }, 'The file holds no seeds'],
    ['', { format: 'jsonl' }, 'The file holds no seeds'],
    [' \n\r\n', { format: 'jsonl' }, 'The file holds no seeds'],
    ['', { format: 'text' }, 'The file holds no seeds'],
    ['\uFEFF \n', { format: 'text' }, 'The file holds no seeds'],
    ['{"metadata":{},"repetitions":0}', { format: 'json' }, 'Every seed has repetitions 0'],
    ['[1,2]', { format: 'json', strict: false }, 'Every seed is bad. Seed 1 is not an object'],
  ])('%j has nothing to run', async (text, options, message) => {
    const error = await errorOf(() => parseSeeds(text, options));
    expect(error.code).toBe('no_executions');
    expect(error.message).toContain(message);
  });

  test('a broken line is told by its number', async () => {
    const error = await errorOf(() => lines('{"metadata":{}}\r\n\r\n{"metadata":{},}\r\n'));
    expect(error).toMatchObject({ code: 'json_invalid', detail: { line: 3, column: 16 } });
    expect(error.message).toBe(
      'Line 3 is not JSON (column 16). Each line of a .jsonl file is one JSON object.',
    );
  });

  test('nothing but a ValidationError is ever thrown', async () => {
    const format = fc.constantFrom('json', 'jsonl', 'csv', 'text');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '\n', '1', 'metadata'),
      }),
      fc.json(),
      fc.json().map((value) => `[{"metadata":{}},{"metadata":${value}},${value}]`),
      fc.nat(20_000).map((depth) => '['.repeat(depth)),
      fc.nat(20_000).map((depth) => `{"metadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`),
    );
    const flags = {
      wrap: fc.boolean(),
      strict: fc.boolean(),
      limit: fc.integer({ min: 1, max: 3 }),
    };
    await fc.assert(
      fc.asyncProperty(
        text,
        format,
        fc.record(flags, { requiredKeys: [] }),
        async (source, kind, options) => {
          try {
            const { seeds } = await parseSeeds(source, { format: kind, ...options });
            expect(seeds.length).toBeGreaterThan(0);
          } catch (error) {
            if (!(error instanceof ValidationError)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
