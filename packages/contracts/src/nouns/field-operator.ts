/** How a value is compared. Numbers with numbers, texts with texts; true and false are 1 and 0. */
export const FIELD_OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'exists',
] as const;
export type FieldOperator = (typeof FIELD_OPERATORS)[number];
