import type { Pipeline, ReviewLayout, SavedDefinition } from '@datagenflow/contracts';
import type { Selectable } from 'kysely';
import type { PipelineTable } from '../database/schema.js';
import { hashJson } from './hash-json.js';
import { fromJson } from './json.js';

/** What review shows before anyone arranged it. */
export const EMPTY_LAYOUT: ReviewLayout = {
  field_order: { primary: [], secondary: [], hidden: [] },
};

/** A row as the API shows it. */
export function pipelineOf(row: Selectable<PipelineTable>): Pipeline {
  const definition = fromJson<SavedDefinition>(row.definition);
  return {
    id: row.id,
    name: definition.name,
    definition,
    validation_config: fromJson(row.review_layout),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** Names of the fields that have columns of their own, in the order of these. */
export function indexedFieldsOf(row: Pick<Selectable<PipelineTable>, 'review_layout'>): string[] {
  return fromJson<ReviewLayout>(row.review_layout).indexed_fields ?? [];
}

/** The same for definitions that do the same: where the editor draws the steps does not count. */
export function hashDefinition(definition: SavedDefinition): string {
  const { layout: _, ...rest } = definition;
  return hashJson(rest);
}
