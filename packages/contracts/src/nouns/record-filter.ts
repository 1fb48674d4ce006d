import { Type } from '../typebox.js';
import { FIELD_OPERATORS, type FieldOperator } from './field-operator.js';
import { BulkAction, RecordStatus } from './record.js';
import { Id } from './scalars.js';

/** What a value is compared with. Text that reads as a number means the number as well. */
export const Operand = Type.Union([
  Type.String({ maxLength: 1_000 }),
  Type.Number(),
  Type.Boolean(),
]);
export type Operand = Type.Static<typeof Operand>;

/** Comparisons with one field, by operator; all hold together. */
export type Comparisons = { [Operator in FieldOperator]?: Operand };

/** Which records are meant. All conditions hold together, at most 20; deleted records never match. */
export const RecordFilter = Type.Object(
  {
    status: Type.Optional(RecordStatus),
    job_id: Type.Optional(Id),
    pipeline_id: Type.Optional(Id),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description: 'Text that occurs in a field, in any case',
      }),
    ),
    fields: Type.Optional(
      Type.Unsafe<Record<string, Comparisons>>({
        type: 'object',
        maxProperties: 20,
        description:
          'By field: id, status, job_id, pipeline_id, created_at, edited, cost, ' +
          'accumulated_state.<path> or metadata.<path>; then by operator',
        additionalProperties: {
          type: 'object',
          properties: Object.fromEntries(FIELD_OPERATORS.map((name) => [name, Operand])),
          additionalProperties: false,
        },
      }),
    ),
  },
  { additionalProperties: false },
);
export type RecordFilter = Type.Static<typeof RecordFilter>;

/** A change of many records: by `ids` or by `filter`, whose `{}` means all. */
export const BulkChange = Type.Object(
  {
    action: BulkAction,
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    filter: Type.Optional(RecordFilter),
  },
  { additionalProperties: false },
);
export type BulkChange = Type.Static<typeof BulkChange>;
