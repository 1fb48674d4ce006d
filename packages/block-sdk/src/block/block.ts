import type { BlockOf, BlockStatics } from './base-block.js';
import type { BlockDefinition } from './block-definition.js';
import type { ConfigInput, FieldsOf, IsOpen } from './definition-types.js';

/**
 * Gives back the class, after the compiler has checked that `execute` (or `finish`) returns
 * declared outputs only, which inheritance alone does not.
 */
export function block<T>(
  blockClass: [Undeclared<T>] extends [never] ? T : { 'returns undeclared outputs': Undeclared<T> },
): FinishedClass<T> {
  return blockClass as FinishedClass<T>;
}

/** What {@link block} gives: the class, with the type that its definition says. */
export type FinishedClass<T> = T extends BlockStatics<infer D> ? ClassOf<D> : never;

/** A block class with this definition. */
export interface ClassOf<D extends BlockDefinition> extends BlockStatics<D> {
  new (config?: ConfigInput<D>): BlockOf<D>;
}

/** Names of the outputs that a block class returns without having declared them. */
export type Undeclared<T> = T extends BlockStatics<infer D> &
  (abstract new (...args: never[]) => infer I)
  ? IsOpen<D> extends true
    ? never
    : Exclude<NamedKeys<Returned<I>>, keyof FieldsOf<D & BlockDefinition>>
  : never;

type Returned<I> = I extends { execute(...args: never[]): Promise<infer Output> }
  ? Output extends readonly (infer Entry)[]
    ? Entry
    : Output
  : I extends { finish(...args: never[]): AsyncIterable<infer Patch> }
    ? Patch extends { fields?: infer Fields }
      ? Fields
      : never
    : never;

/** Literal keys of each member of a union; none for an index signature, which only a run can tell. */
type NamedKeys<Output> = Output extends object
  ? keyof { [Key in keyof Output as string extends Key ? never : Key]: unknown }
  : never;
