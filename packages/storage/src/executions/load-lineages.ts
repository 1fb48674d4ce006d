import type { JsonObject, TraceDelta } from '@datagenflow/contracts';
import { sql, type Kysely } from '../database/kysely.js';
import { fromJson, fromJsonOrNull } from '../codecs/json.js';
import { traceDeltaOf } from '../codecs/trace-codec.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';

/** What one execution of a lineage did. */
export interface LineageLink {
  id: number;
  parent_id: number | null;
  /** What the multiplier of its parent wrote for it. */
  delta: JsonObject | null;
  /** Its own steps. */
  trace: TraceDelta[];
}

/** Executions with all their ancestors. */
export class Lineages {
  readonly #links: ReadonlyMap<number, LineageLink>;
  readonly #written = new Map<number, JsonObject>();

  constructor(links: readonly LineageLink[]) {
    this.#links = new Map(links.map((link) => [link.id, link]));
  }

  /** An execution and its ancestors, the oldest first. */
  chain(id: number | null): LineageLink[] {
    const link = id === null ? undefined : this.#links.get(id);
    return link === undefined ? [] : [...this.chain(link.parent_id), link];
  }

  /** Every field written on the way to the end of this execution. */
  written(id: number | null): JsonObject {
    const link = id === null ? undefined : this.#links.get(id);
    if (link === undefined) return {};
    const known = this.#written.get(link.id);
    if (known !== undefined) return known;
    const written = link.trace.reduce<JsonObject>(
      (before, { output }) => ({ ...before, ...output }),
      { ...this.written(link.parent_id), ...link.delta },
    );
    this.#written.set(link.id, written);
    return written;
  }
}

/** Loads executions with their ancestors and what each wrote, with a fixed number of queries. */
export async function loadLineages(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<Lineages> {
  const { rows } = await sql<{ id: number; parent_id: number | null; delta: string | null }>`
    with recursive chain (id, parent_id) as (
      select id, parent_id from executions where id in ${idList(kind, executionIds)}
      union
      select parent.id, parent.parent_id
      from executions parent join chain on parent.id = chain.parent_id
    )
    select id, parent_id, delta from executions where id in (select id from chain)`.execute(db);
  const traces = await loadTraces(
    kind,
    db,
    rows.map(({ id }) => id),
  );
  return new Lineages(
    rows.map((row) => ({
      id: row.id,
      parent_id: row.parent_id,
      delta: fromJsonOrNull(row.delta),
      trace: traces.get(row.id) ?? [],
    })),
  );
}

async function loadTraces(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  ids: readonly number[],
): Promise<Map<number, TraceDelta[]>> {
  const fields = await loadRecordFields(kind, db, ids);
  const rows = await db
    .selectFrom('trace_entries')
    .selectAll()
    .where('execution_id', 'in', idList(kind, ids))
    .orderBy('execution_id')
    .orderBy('position')
    .execute();
  const traces = new Map<number, TraceDelta[]>();
  for (const row of rows) {
    const id = row.execution_id;
    const delta = traceDeltaOf(row, fields.get(id) ?? null);
    const trace = traces.get(id);
    if (trace === undefined) traces.set(id, [delta]);
    else trace.push(delta);
  }
  return traces;
}

async function loadRecordFields(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  executionIds: readonly number[],
): Promise<Map<number, JsonObject>> {
  const rows = await db
    .selectFrom('records')
    .select(['execution_id', 'fields'])
    .where('execution_id', 'in', idList(kind, executionIds))
    .execute();
  return new Map(rows.map((row) => [row.execution_id, fromJson<JsonObject>(row.fields)]));
}
