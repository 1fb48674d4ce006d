import { setImmediate } from 'node:timers/promises';
import { DataGenFlowError, type JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { collect } from '../testing/collect.js';
import { parseSeeds } from './parse-seeds.js';
import { readSeeds, type FileBatch, type SeedOptions } from './read-seeds.js';

const line = (metadata: JsonObject) => `${JSON.stringify({ metadata })}\n`;

/** A first piece and another without an end, and how many were taken. */
function endless(first: string, piece: string) {
  const state = { taken: 0, isClosed: false };
  async function* chunks() {
    try {
      yield Buffer.from(first);
      for (;;) {
        state.taken += 1;
        yield Buffer.from(piece);
        await setImmediate();
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, chunks: chunks() };
}

async function batchesOf(text: string, options: SeedOptions): Promise<FileBatch[]> {
  return collect(readSeeds([Buffer.from(text)], options));
}

async function errorOf(reading: Promise<unknown>): Promise<DataGenFlowError> {
  const error: unknown = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DataGenFlowError) return error;
  throw new Error('It was accepted, or broke', { cause: error });
}

describe('readSeeds', () => {
  test('batches hold so many rows, and the last one says so', async () => {
    const text = [1, 2, 3, 4, 5].map((n) => line({ n })).join('');
    const batches = await batchesOf(text, { format: 'jsonl', batchSize: 2 });
    expect(batches.map(({ seeds, isLast }) => [seeds.length, isLast])).toEqual([
      [2, false],
      [2, false],
      [1, true],
    ]);
  });

  test('large seeds make small batches', async () => {
    const text = [1, 2, 3].map((n) => line({ n, text: 'x'.repeat(3 * 1024 ** 2) })).join('');
    const batches = await batchesOf(text, { format: 'jsonl' });
    expect(batches.map(({ seeds }) => seeds.length)).toEqual([2, 1]);
  });

  test.each([
    ['jsonl', '', '{"metadata":{}}\n'],
    ['json', '[{"metadata":{}}', ',{"metadata":{}}'],
    ['csv', 'a,b\n', '1,2\n'],
  ] as const)('%s: nothing is read behind the limit', async (format, first, piece) => {
    const { state, chunks } = endless(first, piece);
    const [batch] = await collect(readSeeds(chunks, { format, limit: 3 }));
    expect(batch).toMatchObject({ isLast: true, seeds: { length: 3 } });
    expect(state.taken).toBeLessThan(8);
    expect(state.isClosed).toBe(true);
  });

  test.each([
    ['jsonl', '{"metadata":{"text":"', 'x'.repeat(1_000)],
    ['json', '[{"metadata":{"text":"', 'x'.repeat(1_000)],
    ['json', '[{"metadata":[', '[],'.repeat(300)],
    ['csv', 'a,b\n1,"', 'x'.repeat(1_000)],
    ['csv', 'a,b\n', ','.repeat(1_000)],
  ] as const)('%s: a seed without an end is refused at the limit', async (format, first, piece) => {
    const { state, chunks } = endless(first, piece);
    const error = await errorOf(collect(readSeeds(chunks, { format, maxSeedBytes: 10_000 })));
    expect(error).toMatchObject({
      code: 'record_too_large',
      status: 422,
      detail: { line: format === 'csv' ? 2 : 1, limit: 10_000 },
    });
    expect(error.message).toContain('raise MAX_SEED_BYTES');
    expect(state.taken).toBeLessThan(15);
    expect(state.isClosed).toBe(true);
  });

  test('the limit of a seed counts bytes, and its own seed only', async () => {
    const text = '🎉'.repeat(20);
    const size = Buffer.byteLength(line({ text })) - 1;
    const file = line({}) + line({ text });
    const parse = (maxSeedBytes: number) => parseSeeds(file, { format: 'jsonl', maxSeedBytes });
    expect((await parse(size)).seeds).toHaveLength(2);
    expect(await errorOf(parse(size - 1))).toMatchObject({ detail: { line: 2 } });
  });

  test('a text may have 64 MB, whatever the limit of a seed is', async () => {
    const options = { format: 'text', maxSeedBytes: 10 } as const;
    const chunk = Buffer.alloc(1024 ** 2, 'x');
    const [batch] = await collect(readSeeds(Array(64).fill(chunk), options));
    expect(batch?.seeds).toHaveLength(1);
    const more = [...(Array(64).fill(chunk) as Uint8Array[]), Buffer.from('x')];
    expect(await errorOf(collect(readSeeds(more, options)))).toMatchObject({
      code: 'record_too_large',
      detail: { limit: 64 * 1024 ** 2 },
    });
  });

  test.each([
    ['json', '[{"metadata":{}},{"metadata":{"a":1', 1, 36],
    ['json', '[{"metadata":{}},\n', 2, 1],
    ['json', '{"metadata":{},\n"rep', 2, 1],
    ['json', '\n\n', 3, 1],
  ] as const)('%s that was cut off: %j', async (format, text, atLine, column) => {
    const error = await errorOf(parseSeeds(text, { format }));
    expect(error).toMatchObject({ code: 'json_invalid', detail: { line: atLine, column } });
  });

  test('every bad line is told by its number, with what else is bad', async () => {
    const text = `{"metadata":{}}\n\n{"metadata"\n1\n{"metadata":{}}\n{nope}\n`;
    const error = await errorOf(parseSeeds(text, { format: 'jsonl' }));
    expect(error).toMatchObject({
      code: 'json_invalid',
      detail: {
        line: 3,
        seeds: [2, 3, 5],
        count: 3,
        problems: [{ line: 3 }, { seed: 3, line: 4 }, { line: 6, column: 2 }],
      },
    });
    expect(error.message).toMatch(/^Line 3 is not JSON .* 3 seeds are bad in all: 2, 3, 5\.$/);
  });

  test('R16 of a bad line every 1,000 the first hundred are kept, and all are counted', async () => {
    async function* chunks() {
      for (let i = 1; i <= 200_000; i += 1) {
        yield Buffer.from(i % 1_000 === 0 ? '{"metadata":\n' : '{"metadata":{}}\n');
      }
    }
    const error = await errorOf(parseSeeds(chunks(), { format: 'jsonl' }));
    expect(error.detail).toMatchObject({ count: 200, line: 1_000 });
    expect(error.detail.problems).toHaveLength(100);
    const { seeds, warnings } = await parseSeeds(chunks(), { format: 'jsonl', strict: false });
    expect(seeds).toHaveLength(199_800);
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toBe('200 seeds were skipped in all');
  });
});
