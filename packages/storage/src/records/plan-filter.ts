import {
  ConfigError,
  FIELD_OPERATORS,
  type FieldOperator,
  type JsonObject,
  type Operand,
} from '@datagenflow/contracts';
import { sql, type RawBuilder, type SqlBool } from '../database/kysely.js';
import { MAX_INDEXED_CHARACTERS } from '../codecs/indexed-fields.js';
import { holds, leavesOf, operandOf } from './comparable.js';
import type { ColumnFilter, RecordFilter } from './record-filter.js';

/** Most conditions of one filter. */
const MAX_CONDITIONS = 20;

/** How a filter is answered: what the database decides, and what is decided on each record. */
export interface FilterPlan {
  columns: ColumnFilter;
  conditions: RawBuilder<SqlBool>[];
  tests: RecordTest[];
  /** Columns that hold a value in every record that is found. */
  present: Set<string>;
  /** Whether a test looks at the metadata. */
  needsMetadata: boolean;
}

/** Whether a record is meant, by the fields that its blocks wrote and its metadata. */
export type RecordTest = (fields: JsonObject, metadata: JsonObject) => boolean;

/**
 * Plans a filter. Only names of columns reach SQL; all values are parameters.
 * @param indexed fields whose columns are filled, in the order of the columns
 * @throws ConfigError `filter_invalid` (422)
 */
export function planFilter(filter: RecordFilter, indexed: readonly (string | null)[]): FilterPlan {
  const { fields = {}, q, ...columns } = filter;
  const plan: FilterPlan = {
    columns,
    conditions: [],
    tests: [],
    present: new Set(),
    needsMetadata: false,
  };
  const comparisons = Object.entries(fields).flatMap(([field, operators]) =>
    Object.entries(operators).map(([operator, operand]) => ({ field, operator, operand })),
  );
  const count = comparisons.length + Object.keys(columns).length + (q === undefined ? 0 : 1);
  if (count > MAX_CONDITIONS) {
    throw invalid(`This filter has ${count} conditions. Use at most ${MAX_CONDITIONS}.`);
  }
  for (const { field, operator, operand } of comparisons) {
    if (!isOperator(operator)) throw invalid(`There is no operator '${operator}'.`, field);
    addComparison(plan, indexed, field, operator, operand);
  }
  if (q !== undefined) {
    const wanted = q.toLowerCase();
    plan.tests.push((state) => leavesOf(state).some((leaf) => leaf.includes(wanted)));
  }
  return plan;
}

/** The filter or the order can’t be had. `detail.field` names the place. */
export function invalid(message: string, field?: string): ConfigError {
  return new ConfigError(message, { code: 'filter_invalid', detail: { field: field ?? null } });
}

/** The field of a path such as `accumulated_state.score`; undefined when it is none. */
export function stateFieldOf(name: string): string | undefined {
  return name.startsWith(STATE) && name.length > STATE.length
    ? name.slice(STATE.length)
    : undefined;
}

const STATE = 'accumulated_state.';
const METADATA = 'metadata.';

const COLUMNS = new Map<string, (operand: Operand, field: string) => string | number>([
  ['id', numberIn],
  ['job_id', numberIn],
  ['pipeline_id', numberIn],
  ['cost', numberIn],
  ['edited', flagIn],
  ['status', (operand) => String(operand)],
  ['created_at', timeIn],
]);

const SQL_OPERATORS: Partial<Record<FieldOperator, string>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

function addComparison(
  plan: FilterPlan,
  indexed: readonly (string | null)[],
  field: string,
  operator: FieldOperator,
  operand: Operand,
): void {
  const read = COLUMNS.get(field);
  if (read !== undefined) {
    plan.conditions.push(condition(field, operator, read(operand, field)));
    plan.present.add(field);
    return;
  }
  const stateField = stateFieldOf(field);
  if (stateField !== undefined) {
    const fast = indexedCondition(plan, indexed.indexOf(stateField), operator, operand);
    if (fast === undefined) {
      plan.tests.push((state) => holds(valueAt(state, stateField), operator, operand));
    } else plan.conditions.push(fast);
  } else if (field.startsWith(METADATA) && field.length > METADATA.length) {
    const path = field.slice(METADATA.length);
    plan.needsMetadata = true;
    plan.tests.push((_state, metadata) => holds(valueAt(metadata, path), operator, operand));
  } else {
    throw invalid(
      `Records have no field '${field}'. There are ${[...COLUMNS.keys()].join(', ')}, ` +
        'accumulated_state.<path> and metadata.<path>.',
      field,
    );
  }
}

/** The same comparison on a filled column; undefined where the column can’t tell. */
function indexedCondition(
  plan: FilterPlan,
  index: number,
  operator: FieldOperator,
  given: Operand,
): RawBuilder<SqlBool> | undefined {
  const { number, text } = operandOf(given);
  if (index < 0 || operator === 'ne' || SQL_OPERATORS[operator] === undefined) return undefined;
  if (text !== null && text.length >= MAX_INDEXED_CHARACTERS) return undefined;
  const numbers = `field_${index + 1}_number`;
  const texts = `field_${index + 1}_text`;
  if (operator === 'eq' && number !== null && text !== null) {
    return sql<SqlBool>`(${condition(numbers, operator, number)} or ${condition(texts, operator, text)})`;
  }
  const column = number === null ? texts : numbers;
  plan.present.add(column);
  return condition(column, operator, number ?? text ?? '');
}

function condition(
  column: string,
  operator: FieldOperator,
  value: string | number,
): RawBuilder<SqlBool> {
  const sign = SQL_OPERATORS[operator];
  if (sign === undefined) throw invalid(`'${column}' can’t be compared with ${operator}.`, column);
  return sql<SqlBool>`${sql.ref(column)} ${sql.raw(sign)} ${value}`;
}

function numberIn(operand: Operand, field: string): number {
  const { number } = operandOf(operand);
  if (number === null || typeof operand === 'boolean') {
    throw invalid(`'${field}' is compared with a number, not with '${operand}'.`, field);
  }
  return number;
}

function flagIn(operand: Operand, field: string): number {
  if (operand === true || operand === 'true') return 1;
  if (operand === false || operand === 'false') return 0;
  throw invalid(`'${field}' is true or false, not '${operand}'.`, field);
}

function timeIn(operand: Operand, field: string): string {
  const time = typeof operand === 'string' ? new Date(operand) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw invalid(`'${field}' is compared with a time such as 2026-01-31T12:00:00Z.`, field);
  }
  return time.toISOString();
}

/** A field by its whole name, or by the path that the dots make. */
function valueAt(object: JsonObject, path: string): JsonObject[string] | undefined {
  if (Object.hasOwn(object, path)) return object[path];
  let value: JsonObject[string] | undefined = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function isOperator(name: string): name is FieldOperator {
  return (FIELD_OPERATORS as readonly string[]).includes(name);
}
