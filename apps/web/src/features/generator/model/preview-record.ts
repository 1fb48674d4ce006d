import type { DataRecord, JsonObject } from '@datagenflow/contracts';
import { showInline } from '../../../ui/show-json.js';

/** What a table row tells of a record: what it started from and what came out, in one line each. */
export interface RecordPreview {
  seed: string;
  field: string;
  text: string;
}

/** Picks the telling parts: the first seed value, and the longest text that was written. */
export function previewRecord(
  record: Pick<DataRecord, 'metadata' | 'accumulated_state'>,
): RecordPreview {
  const seed = Object.values(record.metadata)[0];
  const field = pickField(record.accumulated_state);
  const value = field === undefined ? undefined : record.accumulated_state[field];
  return {
    seed: seed === undefined ? '' : showInline(seed),
    field: field ?? '',
    text: value === undefined ? '' : showInline(value),
  };
}

function pickField(state: JsonObject): string | undefined {
  if (typeof state.assistant === 'string') return 'assistant';
  const fields = Object.keys(state);
  const texts = fields.filter((field) => typeof state[field] === 'string');
  const candidates = texts.length > 0 ? texts : fields;
  return candidates.sort((a, b) => sizeOf(state, b) - sizeOf(state, a))[0];
}

function sizeOf(state: JsonObject, field: string): number {
  return showInline(state[field] ?? null).length;
}
