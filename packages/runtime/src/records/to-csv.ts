import { ConfigError, type Json, type JsonObject } from '@datagenflow/contracts';
import type { ExportRow } from '@datagenflow/storage';

/** Raw leaves texts as they are; otherwise no spreadsheet runs one as a formula. */
export type CsvMode = 'spreadsheet-safe' | 'raw';

const MOST_COLUMNS = 1_000;
const OWN = ['id', 'status', 'created_at', 'updated_at'] as const;

/** The columns of a CSV file: found by looking at all of its records. */
export class CsvColumns {
  readonly #metadata = new Set<string>();
  readonly #fields = new Set<string>();

  /** @throws ConfigError `too_many_columns` */
  look({ metadata, accumulated_state }: ExportRow): void {
    for (const name of Object.keys(objectIn(metadata))) this.#metadata.add(name);
    for (const name of Object.keys(objectIn(accumulated_state))) this.#fields.add(name);
    if (this.#metadata.size + this.#fields.size > MOST_COLUMNS) {
      throw new ConfigError(
        `These records have more than ${MOST_COLUMNS} fields. Export them as JSONL.`,
        { code: 'too_many_columns' },
      );
    }
  }

  /** The line of names. Those of fields stand alone, unless a column is called so already. */
  header(mode: CsvMode): string {
    const taken = new Set<string>(OWN);
    const metadata = [...this.#metadata].map((name) => `metadata.${name}`);
    for (const name of metadata) taken.add(name);
    const fields = [...this.#fields].map((name) =>
      taken.has(name) ? `accumulated_state.${name}` : name,
    );
    return toLine([...OWN, ...metadata, ...fields], mode);
  }

  row(row: ExportRow, mode: CsvMode): string {
    const metadata = objectIn(row.metadata);
    const fields = objectIn(row.accumulated_state);
    return toLine(
      [
        ...OWN.map((name) => row[name]),
        ...[...this.#metadata].map((name) => ownValue(metadata, name)),
        ...[...this.#fields].map((name) => ownValue(fields, name)),
      ],
      mode,
    );
  }
}

function toLine(cells: readonly Json[], mode: CsvMode): string {
  return `${cells.map((cell) => toCell(cell, mode)).join(',')}\r\n`;
}

function toCell(value: Json, mode: CsvMode): string {
  const text = toText(value);
  const isRisky = mode === 'spreadsheet-safe' && typeof value === 'string' && RISKY.test(text);
  return `"${isRisky ? "'" : ''}${text.replaceAll('"', '""')}"`;
}

/** What a spreadsheet takes for a formula, also behind white space that it strips. */
const RISKY = /^(?:[\t\r\n\0]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u;

function toText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function ownValue(object: JsonObject, name: string): Json {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

function objectIn(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
