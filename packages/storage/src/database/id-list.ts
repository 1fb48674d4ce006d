import { sql, type RawBuilder } from './kysely.js';
import type { DatabaseKind } from './database.js';

/** A list of ids as one parameter, for `in`: the statement is the same for any number of ids. */
export function idList(kind: DatabaseKind, ids: readonly number[]): RawBuilder<number> {
  return kind === 'sqlite'
    ? sql<number>`(select value from json_each(${JSON.stringify(ids)}))`
    : sql<number>`(select unnest(${ids}::bigint[]))`;
}
