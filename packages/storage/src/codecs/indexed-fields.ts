import type { Json, JsonObject } from '@datagenflow/contracts';
import type { RecordTable } from '../database/schema.js';
import { plainText } from './plain-text.js';

/** Longest text that is indexed; PostgreSQL refuses index entries above 2,704 bytes. */
export const MAX_INDEXED_CHARACTERS = 256;

type IndexedColumns = Pick<
  RecordTable,
  `field_${1 | 2 | 3 | 4}_text` | `field_${1 | 2 | 3 | 4}_number`
>;

/**
 * The typed columns of a record, filled from the pipeline’s indexed fields (at most four). Texts
 * are cut to {@link MAX_INDEXED_CHARACTERS}; booleans are 0 and 1; other values are not indexed.
 */
export function indexedColumns(fields: JsonObject, names: readonly string[]): IndexedColumns {
  const [first, second, third, fourth] = names.map((name) =>
    Object.hasOwn(fields, name) ? fields[name] : undefined,
  );
  return {
    field_1_text: textOf(first),
    field_1_number: numberOf(first),
    field_2_text: textOf(second),
    field_2_number: numberOf(second),
    field_3_text: textOf(third),
    field_3_number: numberOf(third),
    field_4_text: textOf(fourth),
    field_4_number: numberOf(fourth),
  };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? plainText(value.slice(0, MAX_INDEXED_CHARACTERS)) : null;
}

function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : null;
}
