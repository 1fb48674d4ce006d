import { Type, type Static } from '@datagenflow/block-sdk';

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const Values = Type.Array(Scalar, {
  minItems: 1,
  maxItems: 10_000,
  description: 'What to choose from',
});
const Weights = Type.Array(Type.Number({ minimum: 0 }), {
  description: 'How likely each value is, in order; absent: all alike',
});

const Decimals = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 15, description: 'Digits after the point; absent: all' }),
);

const Category = Type.Object(
  {
    type: Type.Literal('category'),
    values: Type.Optional(Values),
    weights: Type.Optional(Weights),
    by: Type.Optional(
      Type.String({ minLength: 1, description: 'Field on whose value the choice depends' }),
    ),
    cases: Type.Optional(
      Type.Record(Type.String(), Type.Object({ values: Values, weights: Type.Optional(Weights) }), {
        description: 'Value of that field to what is then chosen from; values is for the rest',
      }),
    ),
  },
  { additionalProperties: false },
);

const IntegerField = Type.Object(
  {
    type: Type.Literal('integer'),
    min: Type.Integer({ description: 'The least, included' }),
    max: Type.Integer({ description: 'The greatest, included' }),
  },
  { additionalProperties: false },
);

const FloatField = Type.Object(
  {
    type: Type.Literal('float'),
    min: Type.Number({ description: 'The least' }),
    max: Type.Number({ description: 'The greatest' }),
    decimals: Decimals,
  },
  { additionalProperties: false },
);

const NormalField = Type.Object(
  {
    type: Type.Literal('normal'),
    mean: Type.Number({ description: 'The middle of the draws' }),
    deviation: Type.Number({ minimum: 0, description: 'Standard deviation' }),
    min: Type.Optional(Type.Number({ description: 'Draws below are drawn again' })),
    max: Type.Optional(Type.Number({ description: 'Draws above are drawn again' })),
    decimals: Decimals,
  },
  { additionalProperties: false },
);

const BoolField = Type.Object(
  {
    type: Type.Literal('bool'),
    probability: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Of true; absent: 0.5' }),
    ),
  },
  { additionalProperties: false },
);

const DateField = Type.Object(
  {
    type: Type.Literal('date'),
    from: Type.String({ format: 'date', description: 'First day, such as 2024-01-31' }),
    to: Type.String({ format: 'date', description: 'Last day' }),
  },
  { additionalProperties: false },
);

const UuidField = Type.Object({ type: Type.Literal('uuid') }, { additionalProperties: false });

const PersonaField = Type.Object(
  { type: Type.Literal('persona') },
  { additionalProperties: false },
);

const FakerField = Type.Object(
  {
    type: Type.Literal('faker'),
    method: Type.String({
      pattern: '^[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$',
      description: 'Module and method of @faker-js/faker, such as company.name',
    }),
  },
  { additionalProperties: false },
);

/** How the value of one field is drawn. */
export const FieldSpec = Type.Union([
  Category,
  IntegerField,
  FloatField,
  NormalField,
  BoolField,
  DateField,
  UuidField,
  PersonaField,
  FakerField,
]);
export type FieldSpec = Static<typeof FieldSpec>;
export type CategorySpec = Static<typeof Category>;
