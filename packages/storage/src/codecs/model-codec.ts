import type { Model, ModelKind } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import type { ModelTable } from '../database/schema.js';
import { fromJson, fromJsonOrNull } from './json.js';

/** A row as reads show it: of the key only its last characters. */
export function modelOf(row: Selectable<ModelTable>): Model {
  return {
    id: row.id,
    kind: row.kind as ModelKind,
    name: row.name,
    provider: row.provider,
    endpoint: row.endpoint,
    model_name: row.model_name,
    dimensions: row.dimensions,
    api_key: { is_set: row.key_envelope !== null, last4: row.key_last4 ?? '' },
    is_default: row.is_default === 1,
    limits: fromJson(row.limits),
    prices: fromJsonOrNull(row.prices),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
