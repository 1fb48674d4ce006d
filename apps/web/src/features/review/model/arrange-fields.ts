import type { DataRecord, JsonObject, ReviewLayout } from '@datagenflow/contracts';

/** What a pipeline without a layout of its own has. */
export const emptyLayout: ReviewLayout = {
  field_order: { primary: [], secondary: [], hidden: [] },
};

/** How much of the records the choice of fields is based on. */
const looked = 50;
const mostPrimary = 3;

/** The fields of records by where they are shown. */
export interface FieldOrder {
  primary: string[];
  secondary: string[];
  hidden: string[];
}

/** Arranges fields as the layout says; without one, the most telling ones come first. */
export function arrangeFields(
  fields: readonly string[],
  { field_order: order }: Pick<ReviewLayout, 'field_order'>,
  sample: JsonObject = {},
): FieldOrder {
  const hidden = fields.filter((field) => order.hidden.includes(field));
  const shown = fields.filter((field) => !order.hidden.includes(field));
  const chosen = order.primary.filter((field) => shown.includes(field));
  const primary = chosen.length > 0 ? chosen : pickTelling(shown, sample);
  const second = order.secondary.filter((field) => shown.includes(field));
  const rest = shown.filter((field) => !primary.includes(field) && !second.includes(field));
  return {
    primary,
    secondary: [...second.filter((field) => !primary.includes(field)), ...rest],
    hidden,
  };
}

/** All fields that were written, in the order in which they first occur. */
export function listFields(records: readonly Pick<DataRecord, 'accumulated_state'>[]): string[] {
  const names = records.slice(0, looked).flatMap((record) => Object.keys(record.accumulated_state));
  return [...new Set(names)];
}

/** What records can be filtered by: paths as the API names them. */
export function listPaths(
  records: readonly Pick<DataRecord, 'accumulated_state' | 'metadata'>[],
): string[] {
  const paths = records
    .slice(0, looked)
    .flatMap(({ accumulated_state: state, metadata }) => [
      ...listKeys('accumulated_state', state),
      ...listKeys('metadata', metadata),
    ]);
  return [...new Set(paths), 'id', 'cost', 'edited', 'created_at'];
}

function listKeys(prefix: string, object: JsonObject): string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const path = `${prefix}.${key}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? [path, ...Object.keys(value).map((inner) => `${path}.${inner}`)] : [path];
  });
}

function pickTelling(fields: readonly string[], sample: JsonObject): string[] {
  if (fields.includes('assistant')) return ['assistant'];
  const size = (field: string) => JSON.stringify(sample[field] ?? '').length;
  return fields.toSorted((a, b) => size(b) - size(a)).slice(0, mostPrimary);
}
