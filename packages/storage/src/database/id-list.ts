import { sql, type RawBuilder } from './kysely.js';
import type { DatabaseKind } from './database.js';

/** What stands before and behind the one parameter that holds a list of ids. */
export const AROUND_LIST: Readonly<Record<DatabaseKind, readonly [string, string]>> = {
  sqlite: ['(select value from json_each(', '))'],
  postgres: ['(select unnest(', '::bigint[]))'],
};

/** A list of ids as one parameter, for `in`: the statement is the same for any number of ids. */
export function idList(kind: DatabaseKind, ids: readonly number[]): RawBuilder<number> {
  const [before, behind] = AROUND_LIST[kind];
  return sql<number>`${sql.raw(before)}${listParameter(kind, ids)}${sql.raw(behind)}`;
}

/** A list of ids as that parameter. */
export function listParameter(kind: DatabaseKind, ids: readonly number[]): unknown {
  return kind === 'sqlite' ? JSON.stringify(ids) : ids;
}
