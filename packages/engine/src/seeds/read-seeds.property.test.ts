import { DataGenFlowError, type ErrorBody, type IndexedSeed } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './parse-json.js';
import { readSeeds, type SeedOptions, type SeedProblem } from './read-seeds.js';

interface Reading {
  seeds: IndexedSeed[];
  problems: SeedProblem[];
  error: ErrorBody | undefined;
}

async function read(chunks: Iterable<Uint8Array>, options: SeedOptions): Promise<Reading> {
  const reading: Reading = { seeds: [], problems: [], error: undefined };
  try {
    for await (const { seeds, problems } of readSeeds(chunks, { batchSize: 1, ...options })) {
      reading.seeds.push(...seeds);
      reading.problems.push(...problems);
    }
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    reading.error = error.toJSON();
  }
  return reading;
}

/** Cuts bytes at these places; some pieces are empty. */
function split(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const cuts = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return cuts.map((cut, i) => bytes.subarray(cuts[i - 1] ?? 0, cut));
}

const places = fc.array(fc.nat(), { maxLength: 20 });
const noise = fc.oneof(
  fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '\r', '\n', '1') }),
  fc.string({ unit: 'grapheme' }),
);
const seed = fc.oneof(
  fc.record({ metadata: fc.dictionary(fc.string(), fc.jsonValue()) }),
  fc.record({ metadata: fc.constant({ text: '日本🎉é "x"\n' }), repetitions: fc.nat(3) }),
  fc.jsonValue(),
);
const json = fc
  .tuple(
    fc.array(seed, { maxLength: 5 }),
    fc.constantFrom(undefined, 2),
    noise,
    fc.nat(),
    fc.nat(3),
  )
  .map(([seeds, indent, junk, at, kind]) => {
    const text = JSON.stringify(seeds, null, indent);
    const place = at % (text.length + 1);
    if (kind === 0) return text;
    if (kind === 1) return text.slice(0, place);
    return text.slice(0, place) + junk + text.slice(kind === 2 ? place : place + junk.length);
  });
const lines = fc
  .tuple(
    fc.array(
      fc.oneof(
        seed.map((value) => JSON.stringify(value)),
        noise,
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom('\n', '\r\n', '\n\n'),
  )
  .map(([rows, end]) => rows.join(end));
const cell = fc.oneof(
  fc.constantFrom('a', '', '"a,b"', '"a\r\nb"', '"a""b"', '日本', '🎉', 'a"b', '"a"b', ' 2'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const csv = fc
  .tuple(
    fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 6 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([rows, end]) => ['topic,repetitions', ...rows.map((row) => row.join(','))].join(end));
const documents = {
  json,
  jsonl: lines,
  csv,
  text: noise,
} as const;

/** A document with a byte order mark, or a byte that is wrong, here and there. */
function bytesOf(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const flaw = fc.option(fc.record({ at: fc.nat(), byte: fc.constantFrom(0, 0x80, 0xc3, 0xff) }), {
    freq: 5,
  });
  return fc.tuple(text, fc.boolean(), flaw).map(([source, isMarked, wrong]) => {
    const bytes = Buffer.from(isMarked ? `\uFEFF${source}` : source);
    if (wrong !== null && bytes.length > 0) bytes[wrong.at % bytes.length] = wrong.byte;
    return new Uint8Array(bytes);
  });
}

describe('readSeeds', () => {
  test.each(['json', 'jsonl', 'csv', 'text'] as const)(
    '%s: pieces of any size read like the whole',
    async (format) => {
      const options = fc.record(
        { limit: fc.integer({ min: 1, max: 3 }), wrap: fc.boolean() },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(bytesOf(documents[format]), places, options, async (bytes, cuts, rest) => {
          const whole = await read([bytes], { format, ...rest });
          expect(await read(split(bytes, cuts), { format, ...rest })).toEqual(whole);
          const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
          expect(await read(single, { format, ...rest })).toEqual(whole);
        }),
        { numRuns: 300 },
      );
    },
    30_000,
  );

  test.each(['json', 'jsonl'] as const)('%s: a limit of bytes too', async (format) => {
    await fc.assert(
      fc.asyncProperty(
        bytesOf(documents[format]),
        places,
        fc.nat(40),
        async (bytes, cuts, limit) => {
          const options = { format, maxSeedBytes: limit };
          const whole = await read([bytes], options);
          const { error } = await read(split(bytes, cuts), options);
          expect(error).toEqual(whole.error);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('JSON is broken where it is broken read at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, noise), async (text) => {
        const { error } = await read([Buffer.from(text)], { format: 'json' });
        const found = error && { code: error.code, detail: error.detail };
        expect(found).toEqual(wholeErrorOf(text));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** The error of a document that is read at once, without its message. */
function wholeErrorOf(text: string): Omit<ErrorBody, 'error'> | undefined {
  try {
    parseJson(text.replace(/^\uFEFF/, ''));
    return undefined;
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    const { code, detail } = error;
    return { code, detail };
  }
}
