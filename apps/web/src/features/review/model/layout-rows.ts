import type { Pipeline, ReviewLayout } from '@datagenflow/contracts';
import type { FieldOrder } from './arrange-fields.js';

/** A field in the layout dialog. */
export interface LayoutRow {
  field: string;
  place: keyof FieldOrder;
  isIndexed: boolean;
}

/** The layout as rows, in the order in which fields are shown. */
export function toRows(
  order: FieldOrder,
  { validation_config: { indexed_fields = [] } }: Pick<Pipeline, 'validation_config'>,
): LayoutRow[] {
  const places = ['primary', 'secondary', 'hidden'] as const;
  return places.flatMap((place) =>
    order[place].map((field) => ({ field, place, isIndexed: indexed_fields.includes(field) })),
  );
}

/** The rows as a layout. */
export function toLayout(rows: readonly LayoutRow[]): ReviewLayout {
  const named = (place: LayoutRow['place']) =>
    rows.filter((row) => row.place === place).map(({ field }) => field);
  return {
    field_order: {
      primary: named('primary'),
      secondary: named('secondary'),
      hidden: named('hidden'),
    },
    indexed_fields: rows.filter(({ isIndexed }) => isIndexed).map(({ field }) => field),
  };
}

/** Moves a row by one place. */
export function moveRow(rows: readonly LayoutRow[], from: number, by: -1 | 1): LayoutRow[] {
  const moved = rows.slice();
  const [row] = moved.splice(from, 1);
  if (row) moved.splice(from + by, 0, row);
  return moved;
}
