import {
  ValidationError,
  type IndexedSeed,
  type Json,
  type JsonObject,
} from '@datagenflow/contracts';
import { parseJson } from './parse-json.js';
import type { SeedFormat } from './seed-format.js';

const LISTED = 100;
const MAX_REPETITIONS = 1_000_000;

/** How seeds are read. */
export interface SeedOptions {
  format: SeedFormat;
  /** Take objects without `metadata` as the metadata. */
  wrap?: boolean;
  /** False: bad seeds are skipped and listed, not refused. Default true. */
  strict?: boolean;
  /** First n seeds only. */
  limit?: number;
}

/** What a seed file holds. */
export interface ParsedSeeds {
  seeds: IndexedSeed[];
  warnings: string[];
}

/**
 * Reads the text of a seed file.
 * @throws ValidationError `json_invalid` with the place, `bad_seeds` with the numbers of the seeds
 * (counted from 1; the first 100 and their count), `no_executions` when nothing would run
 */
export function parseSeeds(text: string, options: SeedOptions): ParsedSeeds {
  const items = readItems(stripByteOrderMark(text), options.format);
  const found = items.map((item) => readSeed(item, options.wrap === true));
  const problems = found.flatMap(({ problem }, i) =>
    problem === undefined ? [] : [{ seed: i + 1, message: `Seed ${i + 1} ${problem}` }],
  );
  if (problems.length > 0 && options.strict !== false) throw badSeeds(problems);
  const seeds = found
    .flatMap(({ seed }, seed_index) => (seed === undefined ? [] : [{ ...seed, seed_index }]))
    .slice(0, options.limit);
  if (!seeds.some(({ repetitions }) => repetitions > 0)) throw nothingToRun(seeds, problems);
  return { seeds, warnings: [...skipped(problems), ...warningsOf(seeds)] };
}

function readItems(text: string, format: SeedFormat): Json[] {
  if (format === 'text') return text.trim() === '' ? [] : [{ metadata: { file_content: text } }];
  if (format === 'jsonl') return readLines(text);
  const value = parseJson(text);
  return Array.isArray(value) ? value : [value];
}

function readLines(text: string): Json[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [parseJson(line)];
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const { column } = error.detail;
      const where = typeof column === 'number' ? `column ${column}` : error.message;
      throw new ValidationError(
        `Line ${i + 1} is not JSON (${where}). Each line of a .jsonl file is one JSON object.`,
        { code: 'json_invalid', detail: { ...error.detail, line: i + 1 }, cause: error },
      );
    }
  });
}

interface Found {
  seed?: Omit<IndexedSeed, 'seed_index'>;
  problem?: string;
}

function readSeed(item: Json, wrap: boolean): Found {
  if (!isObject(item)) return { problem: 'is not an object. A seed looks like {"metadata": {…}}.' };
  if (wrap && !isObject(item.metadata)) return { seed: { repetitions: 1, metadata: item } };
  const { repetitions = 1, metadata, ...extra } = item;
  if (metadata === undefined) {
    return {
      problem:
        'is missing the required \'metadata\' field. Did you mean to wrap it, {"metadata": {…}}? The option wrap does that.',
    };
  }
  if (!isObject(metadata)) return { problem: "has a 'metadata' field that is not an object." };
  if (!isCount(repetitions)) {
    return {
      problem: `has 'repetitions' that is not a whole number from 0 to ${MAX_REPETITIONS}.`,
    };
  }
  const isExtended = Object.keys(extra).length > 0;
  return { seed: { repetitions, metadata, ...(isExtended ? { extra } : {}) } };
}

function warningsOf(seeds: readonly IndexedSeed[]): string[] {
  const idle = seeds.filter(({ repetitions }) => repetitions === 0).length;
  const extended = seeds.filter(({ extra }) => extra !== undefined);
  const keys = new Set(extended.flatMap(({ extra }) => Object.keys(extra ?? {})));
  return [
    ...(idle > 0 ? [`${idle} seed(s) have repetitions=0 (will not generate records)`] : []),
    ...(extended.length > 0
      ? [
          `${extended.length} seed(s) have keys beside metadata that no block sees: ${[...keys].slice(0, 10).join(', ')}`,
        ]
      : []),
  ];
}

function skipped(problems: readonly { message: string }[]): string[] {
  return problems.slice(0, LISTED).map(({ message }) => `${message} It was skipped.`);
}

function badSeeds(problems: readonly { seed: number; message: string }[]): ValidationError {
  const listed = problems.slice(0, LISTED);
  const [first] = listed;
  const more = problems.length > 1 ? ` ${problems.length} seeds are bad in all.` : '';
  return new ValidationError(`${first?.message ?? ''}${more}`, {
    code: 'bad_seeds',
    detail: { seeds: listed.map(({ seed }) => seed), count: problems.length, problems: listed },
  });
}

function nothingToRun(
  seeds: readonly IndexedSeed[],
  problems: readonly { message: string }[],
): ValidationError {
  const [bad] = problems;
  const why =
    seeds.length > 0
      ? 'Every seed has repetitions 0.'
      : bad === undefined
        ? 'The file holds no seeds.'
        : `Every seed is bad. ${bad.message}`;
  return new ValidationError(`${why} There is nothing to run.`, { code: 'no_executions' });
}

function stripByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function isCount(value: Json): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_REPETITIONS;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
