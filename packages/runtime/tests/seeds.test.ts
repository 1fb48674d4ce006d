import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { locateProgram } from '@datagenflow/extensions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobOptions } from '@datagenflow/contracts';
import { createPipeline, readConfig, startJob } from '../src/index.js';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

const MB = 1024 ** 2;
const HEAP_MB = 48;
const TEXT = 'A text, "quoted" and 日本. '.repeat(20);

/** What a file of many seeds is made of. */
const shapes = {
  json: {
    first: '[',
    row: (n: number) => JSON.stringify({ metadata: { n, text: TEXT } }),
    between: ',\n',
    last: ']',
  },
  jsonl: {
    first: '',
    row: (n: number) => JSON.stringify({ metadata: { n, text: TEXT } }),
    between: '\n',
    last: '',
  },
  csv: {
    first: 'n,text\n',
    row: (n: number) => `${n},"${TEXT.replaceAll('"', '""')}"`,
    between: '\n',
    last: '',
  },
};

describe.concurrent('a seed file of any size', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dgf-seeds-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test.each([
    ['json', 64],
    ['jsonl', 64],
    ['csv', 48],
  ] as const)(`.%s: %i MB are read in a heap of ${HEAP_MB} MB`, async (format, size) => {
    const path = join(dir, `seeds.${format}`);
    const count = await writeSeeds(path, shapes[format], size * MB);
    const { file, execArgv } = locateProgram(
      new URL('./support/read-seed-file.js', import.meta.url),
    );
    const args = [
      `--max-old-space-size=${HEAP_MB}`,
      ...execArgv,
      fileURLToPath(file),
      path,
      format,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(Number(stdout)).toBe(count);
  });
});

describe('a job checks its first hundred seeds at once, and the rest before anything runs', () => {
  let system: TestRuntime;
  let pipelineId: number;
  beforeAll(async () => {
    system = await startTestRuntime();
    const blocks = [{ type: 'FieldMapper', config: { mappings: { said: '{{ topic }}!' } } }];
    pipelineId = (await createPipeline(system.runtime, { name: 'Flow', blocks })).id;
  });
  afterAll(() => system[Symbol.asyncDispose]());

  /** JSONL of so many seeds, with other lines where `odd` says so. */
  const lines = (count: number, odd: Record<number, string> = {}) =>
    Array.from(
      { length: count },
      (_, i) => odd[i + 1] ?? JSON.stringify({ metadata: { topic: `t${i + 1}` } }),
    ).join('\n');
  const run = (text: string, options: JobOptions = {}, name = 'seeds.jsonl') =>
    system.run(pipelineId, text, options, name);
  const lacking = '{"metadata":{"text":"a"}}';

  test.each([
    ['a broken line', { 100: '{"metadata"' }, 'json_invalid', 'Line 100 is not JSON'],
    [
      'two bad seeds',
      { 7: '1', 100: '2' },
      'bad_seeds',
      '2 seeds are bad of the first 100: 7, 100.',
    ],
    ['a field that is lacking', { 100: lacking }, 'pipeline_invalid', 'seed 100 does not have'],
  ])('%s among them is refused at once', async (_name, odd, code, message) => {
    const starting = run(lines(250, odd));
    await expect(starting).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([
    [
      'broken lines',
      { 101: '{"metadata"', 250: '{' },
      /^Line 101 is not .* 2 seeds are bad in all: 101, 250\.$/,
    ],
    ['a seed that is none', { 230: '1' }, /^Seed 230 is not an object/],
    [
      'a field that is lacking',
      { 130: lacking, 150: lacking },
      /which seeds 130, 150 do not have$/,
    ],
  ])('%s behind them fails the job, and nothing ran', async (_name, odd, error) => {
    const job = await run(lines(250, odd));
    expect(job).toMatchObject({ status: 'failed', current_seed: 0, records_generated: 0 });
    expect(job.error).toMatch(error);
    expect(await system.records(job.id)).toEqual([]);
  });

  test('a job that is not strict runs the others, and lists what it skipped', async () => {
    const odd = { 3: '{', 101: lacking, 240: '[]' };
    const job = await run(lines(250, odd), { strict: false });
    expect(job).toMatchObject({ status: 'completed', records_generated: 247 });
    expect(job.warnings).toEqual([
      expect.stringMatching(/^Line 3 is not JSON .* It was skipped\.$/),
      "Seed 101 lacks 'topic', which FieldMapper needs. It was skipped.",
      expect.stringMatching(/^Seed 240 is not an object\..* It was skipped\.$/),
    ]);
    const records = await system.records(job.id);
    const topics = new Set(records.map(({ metadata }) => metadata.topic));
    expect(topics.size).toBe(247);
    expect(['t3', 't101', 't240'].filter((topic) => topics.has(topic))).toEqual([]);
  });

  test('keys beside metadata are warned of, wherever they are', async () => {
    const odd = { 200: '{"metadata":{"topic":"x"},"tag":1}' };
    expect((await run(lines(200, odd))).warnings).toEqual([
      '1 seed(s) have keys beside metadata that no block sees: tag',
    ]);
  });

  test('nothing to run is told at once where it is known, and by the job where it is not', async () => {
    const idle = (count: number) =>
      Array(count).fill('{"metadata":{"topic":""},"repetitions":0}').join('\n');
    await expect(run(idle(99))).rejects.toMatchObject({ code: 'no_executions' });
    const job = await run(idle(150));
    expect(job).toMatchObject({ status: 'failed', total_seeds: 0 });
    expect(job.error).toBe('Every seed has repetitions 0. There is nothing to run.');
  });

  test('nothing behind the limit is looked at', async () => {
    const job = await run(lines(250, { 121: '{' }), { limit: 120 });
    expect(job).toMatchObject({ status: 'completed', records_generated: 120, warnings: [] });
  });

  test('bytes that are no text fail the job with their place', async () => {
    const job = await run(lines(250, { 222: '{"metadata":{"topic":"a\u0000"}}' }));
    expect(job.status).toBe('failed');
    expect(job.error).toContain('a NUL byte at line 222, byte 24');
  });

  test('CSV: columns are fields, repetitions count, lines are told', async () => {
    const rows = Array.from({ length: 150 }, (_, i) => `"t, ${i}",${i % 3}`);
    const text = ['topic,repetitions', ...rows].join('\r\n');
    const job = await run(text, {}, 'seeds.csv');
    expect(job).toMatchObject({ status: 'completed', records_generated: 150 });
    expect(job.warnings).toEqual(['50 seed(s) have repetitions=0 (will not generate records)']);
    const [record] = await system.records(job.id);
    expect(record).toMatchObject({
      metadata: { topic: 't, 1' },
      accumulated_state: { said: 't, 1!' },
    });
    const broken = await run(`${text}\r\na,b,c`, {}, 'seeds.csv');
    expect(broken.error).toBe('Line 152 has 3 cells, but the header has 2.');
  });

  test('a file that is gone is told as such', async () => {
    const upload = { path: join(system.dir, 'nothing'), fileName: 'seeds.csv' };
    await expect(startJob(system.runtime, pipelineId, upload)).rejects.toMatchObject({
      code: 'seed_file_missing',
      status: 404,
    });
  });

  test('MAX_SEED_BYTES is the limit of one seed', async () => {
    const { config } = system.runtime;
    expect(config.maxSeedBytes).toBe(8 * MB);
    expect(readConfig('/', { MAX_SEED_BYTES: '1000' }).maxSeedBytes).toBe(1_000);
    const large = JSON.stringify({ metadata: { topic: 'x'.repeat(8 * MB) } });
    const error = { code: 'record_too_large', status: 422, detail: { line: 2 } };
    await expect(run(lines(3, { 2: large }))).rejects.toMatchObject(error);
    const job = await run(lines(150, { 140: large }));
    expect(job).toMatchObject({ status: 'failed', current_seed: 0 });
    expect(job.error).toContain('The seed that begins in line 140 is larger than 8388608 bytes');
  });
});

async function writeSeeds(
  path: string,
  { first, row, between, last }: (typeof shapes)['json'],
  size: number,
): Promise<number> {
  let count = 0;
  function* pieces() {
    yield first;
    for (let written = 0; written < size;) {
      const rows = Array.from({ length: 100 }, (_, i) => row(count + i));
      const piece = (count === 0 ? '' : between) + rows.join(between);
      count += rows.length;
      written += Buffer.byteLength(piece);
      yield piece;
    }
    yield last;
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return count;
}
