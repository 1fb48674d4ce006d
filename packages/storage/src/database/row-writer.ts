import { CompiledQuery, type Insertable, type Transaction } from './kysely.js';
import type { DatabaseKind } from './database.js';
import type { Schema } from './schema.js';

/** Rows per statement, largest first. Few sizes, so that each statement is prepared once. */
const SIZES = [64, 8, 1];

export type ColumnType = 'bigint' | 'double precision' | 'text' | 'time';

/** An update of many rows by key, each with its own values. */
export interface RowUpdate {
  /** Names this update; its text is made once. */
  name: string;
  /** Types of the columns of `v`, in order. */
  types: readonly ColumnType[];
  /** The statement, given the values as a table: `update … from ${values} … returning …`. */
  text(values: string): string;
}

/** Writes many rows with statements of fixed shapes: their texts are made and prepared once. */
export class RowWriter {
  readonly #kind: DatabaseKind;
  readonly #texts = new Map<string, string>();

  constructor(kind: DatabaseKind) {
    this.#kind = kind;
  }

  /**
   * Inserts rows in order. All rows have the keys of the first.
   * @param ending such as `on conflict do nothing` or `returning id`
   * @returns what the ending returns
   */
  async insert<T extends keyof Schema, R = unknown>(
    trx: Transaction<Schema>,
    table: T,
    rows: readonly Insertable<Schema[T]>[],
    ending = '',
  ): Promise<R[]> {
    const columns = Object.keys(rows[0] ?? {});
    const names = columns.map((column) => `"${column}"`).join(', ');
    const tuples = rows.map((row) => Object.values<unknown>(row));
    return this.#runInChunks<R>(trx, tuples, `${table}(${names})${ending}`, (count) => {
      const values = this.#values(count, columns.length, (mark) => mark);
      return `insert into ${table} (${names}) values ${values} ${ending}`;
    });
  }

  /** Updates rows by key; `tuples` hold one value per type of the update. */
  async update<R>(
    trx: Transaction<Schema>,
    update: RowUpdate,
    tuples: readonly (readonly unknown[])[],
  ): Promise<R[]> {
    return this.#runInChunks<R>(trx, tuples, update.name, (count) => {
      const { types } = update;
      const cast = (mark: string, column: number) => this.#cast(mark, types[column] ?? 'text');
      return update.text(`(values ${this.#values(count, types.length, cast)}) as v`);
    });
  }

  async #runInChunks<R>(
    trx: Transaction<Schema>,
    tuples: readonly (readonly unknown[])[],
    name: string,
    text: (count: number) => string,
  ): Promise<R[]> {
    const results: R[] = [];
    let start = 0;
    for (const size of SIZES) {
      while (tuples.length - start >= size) {
        const parameters = tuples.slice(start, start + size).flat();
        const sql = this.#remember(`${name}*${size}`, () => text(size));
        const { rows } = await trx.executeQuery<R>(CompiledQuery.raw(sql, parameters));
        for (const row of rows) results.push(row);
        start += size;
      }
    }
    return results;
  }

  #values(
    count: number,
    width: number,
    around: (placeholder: string, column: number) => string,
  ): string {
    const tuple = (row: number) =>
      Array.from({ length: width }, (_, column) =>
        around(this.#kind === 'sqlite' ? '?' : `$${row * width + column + 1}`, column),
      ).join(', ');
    return Array.from({ length: count }, (_, row) => `(${tuple(row)})`).join(', ');
  }

  #cast(placeholder: string, type: ColumnType): string {
    const time = this.#kind === 'sqlite' ? 'text' : 'timestamptz';
    return `cast(${placeholder} as ${type === 'time' ? time : type})`;
  }

  #remember(key: string, make: () => string): string {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = make();
    this.#texts.set(key, text);
    return text;
  }
}
