import { Type } from '../typebox.js';

/** `error` keeps a pipeline from running, `warning` does not, `information` is for reading. */
export const Severity = Type.Union([
  Type.Literal('error'),
  Type.Literal('warning'),
  Type.Literal('information'),
]);
export type Severity = Type.Static<typeof Severity>;

/** What compiling a pipeline finds. */
export const Problem = Type.Object({
  step: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'Position of the step, counted from 1; null for the whole pipeline',
  }),
  step_id: Type.Union([Type.String(), Type.Null()]),
  code: Type.String({ description: 'Stable, such as unknown_block' }),
  severity: Severity,
  message: Type.String(),
  hint: Type.Optional(Type.String({ description: 'What to do about it' })),
  path: Type.Optional(Type.String({ description: 'Place within the step, as a JSON pointer' })),
  fields: Type.Optional(Type.Array(Type.String(), { description: 'Fields it speaks of' })),
});
export type Problem = Type.Static<typeof Problem>;
