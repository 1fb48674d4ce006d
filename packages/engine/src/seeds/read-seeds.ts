import type { IndexedSeed } from '@datagenflow/contracts';
import { readCsvRows } from './csv-rows.js';
import { decodeText } from './decode-text.js';
import { readJsonRows } from './json-rows.js';
import { readLineRows } from './line-rows.js';
import { readSeed } from './read-seed.js';
import type { SeedFormat } from './seed-format.js';
import type { SeedChunks, SeedRow } from './seed-row.js';
import { readTextRow } from './text-rows.js';

const MAX_BATCH_SIZE = 4 * 1024 ** 2;
const MAX_SEED_BYTES = 8 * 1024 ** 2;

/** How seeds are read. */
export interface SeedOptions {
  format: SeedFormat;
  /** Take objects without `metadata` as the metadata. */
  wrap?: boolean;
  /** First n good seeds only; nothing behind them is read. */
  limit?: number;
  /** Largest seed in bytes of the file; default 8 MB. A text file may have 64 MB. */
  maxSeedBytes?: number;
  /** Rows of a batch; default 500. A batch of large seeds has fewer. */
  batchSize?: number;
}

/** What is wrong with one seed. */
export interface SeedProblem {
  /** Number in the file, counted from 1. */
  seed: number;
  /** Line in which it begins, counted from 1. */
  line?: number;
  column?: number;
  code: 'bad_seeds' | 'json_invalid';
  message: string;
}

/** Seeds that follow one another in a file. */
export interface SeedBatch {
  seeds: IndexedSeed[];
  /** Of the seeds among them that can’t be read. */
  problems: SeedProblem[];
}

/** A batch, and whether the file, or what of it is wanted, ends with it. */
export interface FileBatch extends SeedBatch {
  isLast: boolean;
}

/**
 * Reads the seeds of a file batch by batch, holding no more than one. There is always a last batch.
 * @throws ValidationError `json_invalid` with the place when JSON is broken, `csv_invalid` with the
 * line, `encoding_invalid` with line and byte; DataGenFlowError `record_too_large`
 */
export async function* readSeeds(
  chunks: SeedChunks,
  { wrap = false, limit = Infinity, batchSize = 500, ...options }: SeedOptions,
): AsyncGenerator<FileBatch> {
  let batch: SeedBatch = { seeds: [], problems: [] };
  let size = 0;
  let number = 0;
  let good = 0;
  for await (const row of readRows(chunks, options)) {
    if (batch.seeds.length + batch.problems.length >= batchSize || size >= MAX_BATCH_SIZE) {
      yield { ...batch, isLast: false };
      batch = { seeds: [], problems: [] };
      size = 0;
    }
    number += 1;
    size += row.size;
    const found = toSeed(row, number, wrap);
    if ('problem' in found) batch.problems.push(found.problem);
    else {
      batch.seeds.push(found.seed);
      good += 1;
    }
    if (good >= limit) break;
  }
  yield { ...batch, isLast: true };
}

function readRows(
  chunks: SeedChunks,
  { format, maxSeedBytes = MAX_SEED_BYTES }: Pick<SeedOptions, 'format' | 'maxSeedBytes'>,
): AsyncGenerator<SeedRow> {
  const texts = decodeText(chunks);
  switch (format) {
    case 'json':
      return readJsonRows(texts, maxSeedBytes);
    case 'jsonl':
      return readLineRows(texts, maxSeedBytes);
    case 'csv':
      return readCsvRows(texts, maxSeedBytes);
    case 'text':
      return readTextRow(texts);
  }
}

function toSeed(
  { line, content }: SeedRow,
  seed: number,
  wrap: boolean,
): { seed: IndexedSeed } | { problem: SeedProblem } {
  if ('problem' in content) return { problem: { seed, line, ...content.problem } };
  const found = readSeed(content.value, wrap);
  if ('seed' in found) return { seed: { ...found.seed, seed_index: seed - 1 } };
  return {
    problem: { seed, line, code: 'bad_seeds', message: `Seed ${seed} ${found.problem}` },
  };
}
