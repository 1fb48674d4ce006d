import {
  NotFoundError,
  type JsonObject,
  type RecordChange,
  type RecordStatus,
} from '@datagenflow/contracts';
import type { Selectable, Transaction, Updateable } from 'kysely';
import { indexedColumns } from '../codecs/indexed-fields.js';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from '../codecs/json.js';
import { plainText } from '../codecs/plain-text.js';
import { applyEdits, editsBetween } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import type { RecordTable, Schema } from '../database/schema.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { loadIndexedFields } from '../pipelines/load-indexed-fields.js';

/** What a reviewer changes. The fields as generated are kept whatever is changed. */
export interface RecordUpdate {
  status?: RecordStatus;
  /** Fields to set; the others stay. */
  fields?: JsonObject;
  /** All fields as they should be: those not named are removed. */
  replace_fields?: JsonObject;
  /** Metadata shown and exported with the record; the seed keeps its own. */
  metadata?: JsonObject;
}

/** Changes a record and notes it in its history, within a transaction. @throws NotFoundError */
export async function updateRecord(
  database: Database,
  trx: Transaction<Schema>,
  id: number,
  update: RecordUpdate,
  actor: string,
): Promise<void> {
  const row = await trx
    .selectFrom('records')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(database.kind === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw noRecord(id);
  const edit = await editOf(database, trx, row, update);
  const status = update.status ?? row.status;
  const isDecided = status !== row.status;
  if (edit === null && !isDecided) return;
  const now = database.clock.date().toISOString();
  await trx
    .updateTable('records')
    .set({ status, ...edit?.columns, updated_at: now })
    .where('id', '=', id)
    .execute();
  const note = (kind: RecordChange['kind'], before: JsonObject, after: JsonObject) => ({
    record_id: id,
    action_id: null,
    actor: plainText(actor),
    kind,
    before: toJson(before),
    after: toJson(after),
    created_at: now,
  });
  const notes = [
    ...(edit === null ? [] : [note('edit', edit.before, edit.after)]),
    ...(isDecided ? [note('status', { status: row.status }, { status })] : []),
  ];
  await database.rows.insert(trx, 'record_history', notes);
}

/** There is no such record, or it was deleted. */
export function noRecord(id: number): NotFoundError {
  return new NotFoundError(`There is no record ${id}.`);
}

interface Edit {
  columns: Updateable<RecordTable>;
  /** What changed, as it was and as it is; a field that is missing has no value. */
  before: JsonObject;
  after: JsonObject;
}

async function editOf(
  { kind }: Database,
  trx: Transaction<Schema>,
  row: Selectable<RecordTable>,
  update: RecordUpdate,
): Promise<Edit | null> {
  const generated = fromJson<JsonObject>(row.fields);
  const current = applyEdits(generated, fromJsonOrNull(row.edits));
  const wanted = { ...(update.replace_fields ?? current), ...update.fields };
  const seed = (await loadSeedMetadata(kind, trx, [row.execution_id])).get(row);
  const metadata = fromJsonOrNull<JsonObject>(row.metadata_edit) ?? seed;
  const wantedMetadata = update.metadata ?? metadata;
  const fieldsChange = changeOf(current, wanted);
  const metadataChange = changeOf(metadata, wantedMetadata);
  if (fieldsChange === null && metadataChange === null) return null;
  const edits = editsBetween(generated, wanted);
  const metadataEdit = editsBetween(seed, wantedMetadata) === null ? null : wantedMetadata;
  const indexed = await loadIndexedFields(kind, trx, [row.pipeline_id]);
  return {
    columns: {
      edits: toJsonOrNull(edits),
      metadata_edit: toJsonOrNull(metadataEdit),
      edited: edits === null && metadataEdit === null ? 0 : 1,
      ...indexedColumns(wanted, indexed.get(row.pipeline_id) ?? []),
    },
    before: noteOf(fieldsChange?.before, metadataChange?.before),
    after: noteOf(fieldsChange?.after, metadataChange?.after),
  };
}

function changeOf(
  before: JsonObject,
  after: JsonObject,
): { before: JsonObject; after: JsonObject } | null {
  const edits = editsBetween(before, after);
  if (edits === null) return null;
  const names = new Set([...Object.keys(edits.set), ...edits.removed]);
  const was = Object.entries(before).filter(([key]) => names.has(key));
  return { before: Object.fromEntries(was), after: edits.set };
}

function noteOf(fields: JsonObject | undefined, metadata: JsonObject | undefined): JsonObject {
  return {
    ...(fields === undefined ? {} : { fields }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
