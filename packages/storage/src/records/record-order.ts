import { sql, type SelectQueryBuilder, type SqlBool } from '../database/kysely.js';
import type { Schema } from '../database/schema.js';
import { invalidCursor } from '../paging/page.js';
import { invalid, stateFieldOf } from './plan-filter.js';

type Value = string | number;

/** A place in an order of records: behind a value, and the id among equal ones. */
export interface Place {
  part: number;
  value: Value | null;
  id: number;
}

/**
 * A stretch of an order whose records have a value in one column; null: they have none of the
 * values, and are ordered by id. Each stretch is read from an index of its own.
 */
type Part = { column: string } | { without: readonly string[] };

/** An order of records: its parts one behind the other. */
export interface RecordOrder {
  /** As it was asked for, such as `-cost`. */
  name: string;
  isDescending: boolean;
  parts: readonly Part[];
}

/** Newest first. */
export const NEWEST_FIRST = '-id';

/**
 * The order that a name such as `cost` or `-accumulated_state.score` (descending) means. In an
 * order by values, numbers stand before texts, and records without a value come last.
 * @param indexed fields whose columns are filled, in the order of the columns
 * @param present columns that hold a value in every record that is meant: other parts are empty
 * @throws ConfigError `filter_invalid` (422)
 */
export function readOrder(
  name: string,
  indexed: readonly (string | null)[],
  present: ReadonlySet<string> = new Set(),
): RecordOrder {
  const isDescending = name.startsWith('-');
  const field = isDescending ? name.slice(1) : name;
  const make = (parts: readonly Part[]): RecordOrder => {
    const certain = parts.filter((part) => 'column' in part && present.has(part.column));
    return { name, isDescending, parts: certain.length > 0 ? certain : parts };
  };
  if (field === 'id' || field === 'created_at') return make([{ column: field }]);
  if (field === 'cost') return make([{ column: 'cost' }, { without: ['cost'] }]);
  const stateField = stateFieldOf(field);
  const index = stateField === undefined ? -1 : indexed.indexOf(stateField);
  if (index >= 0) {
    const columns = [`field_${index + 1}_number`, `field_${index + 1}_text`];
    const valued = columns.map((column) => ({ column }));
    return make([...(isDescending ? valued.toReversed() : valued), { without: columns }]);
  }
  if (stateField === undefined) {
    throw invalid(
      `Records can’t be sorted by '${field}', but by id, created_at, cost and indexed fields.`,
      field,
    );
  }
  throw invalid(
    `'${stateField}' is not indexed (yet). Name its pipeline_id or job_id, and add it to the ` +
      'indexed_fields of the pipeline’s review layout.',
    field,
  );
}

/** Orders a query by one part of an order, from behind a place. */
export function orderBy<Row>(
  query: SelectQueryBuilder<Schema, 'records', Row>,
  { isDescending, parts }: RecordOrder,
  { part, value, id }: Place,
): SelectQueryBuilder<Schema, 'records', Row & { sorted: Value }> {
  const direction = isDescending ? 'desc' : 'asc';
  const sign = sql.raw(isDescending ? '<' : '>');
  const here = parts[part] ?? { column: 'id' };
  const column = 'column' in here ? sql.ref<Value>(here.column) : sql.ref<Value>('id');
  let ordered = query.select(column.as('sorted'));
  if ('without' in here) {
    for (const name of here.without) {
      ordered = ordered.where(sql<SqlBool>`${sql.ref(name)} is null`);
    }
  }
  if (!('column' in here) || here.column === 'id') {
    if (id !== 0) ordered = ordered.where(sql<SqlBool>`id ${sign} ${id}`);
    return ordered.orderBy('id', direction);
  }
  ordered = ordered.where(sql<SqlBool>`${column} is not null`);
  if (value !== null) {
    ordered = ordered.where(sql<SqlBool>`(${column}, id) ${sign} (${value}, ${id})`);
  }
  return ordered.orderBy(column, direction).orderBy('id', direction);
}

/** Where an order begins. */
export const START: Place = { part: 0, value: null, id: 0 };

/** An opaque name for a place in an order. */
export function writePlace({ name }: RecordOrder, { part, value, id }: Place): string {
  return Buffer.from(JSON.stringify([name, part, value, id])).toString('base64url');
}

/** @throws ValidationError `cursor_invalid` also for a place in another order */
export function readPlace(order: RecordOrder, cursor: string): Place {
  const [name, part, value, id] = parseArray(Buffer.from(cursor, 'base64url').toString());
  const isPart = Number.isInteger(part) && Number(part) in order.parts;
  const isValue = value === null || typeof value === 'string' || typeof value === 'number';
  if (name !== order.name || !isPart || !isValue || !Number.isSafeInteger(id))
    throw invalidCursor();
  return { part: Number(part), value, id: Number(id) };
}

function parseArray(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
