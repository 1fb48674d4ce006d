import type { DataRecord, JsonObject, RecordStatus } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import type { RecordTable } from '../database/schema.js';
import { fromJson, fromJsonOrNull, toJson } from './json.js';

/** What a reviewer changed, against the fields as generated. */
export interface FieldEdits {
  set: JsonObject;
  removed: string[];
}

/**
 * A row as the API shows it.
 * @param metadata the seed’s own, shared by all its records
 */
export function recordOf(row: Selectable<RecordTable>, metadata: JsonObject): DataRecord {
  const state = applyEdits(fromJson(row.fields), fromJsonOrNull(row.edits));
  return {
    id: row.id,
    job_id: row.job_id,
    pipeline_id: row.pipeline_id,
    execution_id: row.execution_id,
    seed_index: row.seed_index,
    repetition: row.repetition,
    branch: row.branch,
    execution_index: row.execution_index,
    metadata: fromJsonOrNull<JsonObject>(row.metadata_edit) ?? metadata,
    accumulated_state: state,
    output: toJson(state),
    status: row.status as RecordStatus,
    edited: row.edited === 1,
    usage: fromJson(row.usage),
    cost: row.cost,
    models: fromJson(row.models),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** The fields as they are after a review. */
export function applyEdits(generated: JsonObject, edits: FieldEdits | null): JsonObject {
  if (edits === null) return generated;
  const removed = new Set(edits.removed);
  const kept = Object.entries(generated).filter(([key]) => !removed.has(key));
  return { ...Object.fromEntries(kept), ...edits.set };
}

/** What leads from the fields as generated to `wanted`; null when they are the same. */
export function editsBetween(generated: JsonObject, wanted: JsonObject): FieldEdits | null {
  const changed = Object.entries(wanted).filter(
    ([key, value]) => !Object.hasOwn(generated, key) || toJson(generated[key]) !== toJson(value),
  );
  const removed = Object.keys(generated).filter((key) => !Object.hasOwn(wanted, key));
  return changed.length === 0 && removed.length === 0
    ? null
    : { set: Object.fromEntries(changed), removed };
}
