import { CompiledQuery, type Kysely } from './kysely.js';
import type { DatabaseKind } from './database.js';
import { AROUND_LIST, listParameter } from './id-list.js';
import type { Schema } from './schema.js';

/** A query about some ids for each kind of database; made once, so that it is prepared once. */
export type QueryByIds = Readonly<Record<DatabaseKind, string>>;

/** @param text the query; `ids` stands for the list, as in `where id in ${ids}` */
export function queryByIds(text: (ids: string, kind: DatabaseKind) => string): QueryByIds {
  return {
    sqlite: text(AROUND_LIST.sqlite.join('?'), 'sqlite'),
    postgres: text(AROUND_LIST.postgres.join('$1'), 'postgres'),
  };
}

/** What a query about some ids finds. The same id may stand there more than once. */
export async function selectByIds<R>(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  query: QueryByIds,
  ids: readonly number[],
): Promise<R[]> {
  const unique = [...new Set(ids)];
  const parameters = [listParameter(kind, unique)];
  const { rows } = await db.executeQuery<R>(CompiledQuery.raw(query[kind], parameters));
  return rows;
}
