import type { JsonObject } from '@datagenflow/contracts';
import { parse } from 'csv-parse/browser/esm/sync';

/** Above this a file is not read in the browser, only by the server. */
export const maxPreviewBytes = 20_000_000;

/** How pasted text is to be read; also the ending of the file that is made of it. */
export type SeedFormat = 'json' | 'jsonl' | 'csv' | 'md' | 'txt';

/** A seed as the preview shows it. What is wrong with it is the server's to say. */
export interface ShownSeed {
  /** In the file, counted from 1. */
  number: number;
  repetitions: number;
  /** As it would be sent to try it. */
  seed: JsonObject;
}

/** The format of a file by its name's ending; Markdown and text when it is neither of the others. */
export function formatOf(name: string): SeedFormat {
  const ending = name.toLowerCase().split('.').at(-1);
  if (ending === 'ndjson') return 'jsonl';
  return (['json', 'jsonl', 'csv', 'md'] as const).find((format) => format === ending) ?? 'txt';
}

/** The format that pasted text seems to have. */
export function guessFormat(text: string): SeedFormat {
  const lines = text.trim().split('\n');
  const [first = ''] = lines;
  if (first.startsWith('[')) return 'json';
  if (first.startsWith('{')) return lines.length > 1 && isObjectText(first) ? 'jsonl' : 'json';
  if (first.startsWith('#')) return 'md';
  return lines.length > 1 && first.includes(',') && !first.includes('. ') ? 'csv' : 'txt';
}

/** Reads the seeds of a text, as far as they can be shown. Null: it is broken. */
export function readSeeds(text: string, format: SeedFormat): ShownSeed[] | null {
  try {
    return readRows(text, format).map(toSeed);
  } catch {
    return null;
  }
}

/** Executions that the seeds ask for. */
export function countExecutions(seeds: readonly ShownSeed[]): number {
  return seeds.reduce((sum, { repetitions }) => sum + repetitions, 0);
}

function readRows(text: string, format: SeedFormat): unknown[] {
  const clean = text.replace(/^\uFEFF/, '');
  if (format === 'json') {
    const value: unknown = JSON.parse(clean);
    return Array.isArray(value) ? value : [value];
  }
  if (format === 'jsonl') {
    const lines = clean.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => parseLine(line));
  }
  if (format === 'csv') {
    const rows: Record<string, string>[] = parse(clean, { columns: trimAll, bom: true });
    return rows.map(({ repetitions, ...metadata }) =>
      repetitions === undefined ? { metadata } : { repetitions: Number(repetitions), metadata },
    );
  }
  return clean.trim() === '' ? [] : [{ metadata: { file_content: clean } }];
}

function toSeed(row: unknown, index: number): ShownSeed {
  const seed: JsonObject = isObject(row) ? row : { metadata: { value: String(row) } };
  const { repetitions } = seed;
  return {
    number: index + 1,
    repetitions: typeof repetitions === 'number' ? repetitions : 1,
    seed,
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

function trimAll(cells: string[]): string[] {
  return cells.map((cell) => cell.trim());
}

function isObjectText(text: string): boolean {
  return isObject(parseLine(text));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
