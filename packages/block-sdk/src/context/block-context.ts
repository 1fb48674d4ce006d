import type { Json, JsonObject } from '@datagenflow/contracts';
import type { Static, TSchema } from '@datagenflow/contracts/typebox';
import type { JobContext } from './job-context.js';

/** All that a block can see and do during one execution. */
export interface BlockContext extends JobContext {
  /** A field of the state. */
  get(key: string): Json | undefined;
  /**
   * A field of the state, or `fallback` when it is missing or null.
   * @throws ValidationError with code `field_type` when it is of another type than `fallback`.
   */
  get(key: string, fallback: string): string;
  get(key: string, fallback: number): number;
  get(key: string, fallback: boolean): boolean;
  get(key: string, fallback: readonly Json[]): readonly Json[];
  get(key: string, fallback: Readonly<JsonObject>): Readonly<JsonObject>;
  get(key: string, fallback: null): Json;
  /** Every field known so far; frozen. */
  readonly state: Readonly<JsonObject>;
  /** The seed’s own values; frozen. */
  readonly metadata: Readonly<JsonObject>;
  /** Correlates logs and calls of one execution. */
  readonly traceId: string;
  /** Renders a prompt over the state, `metadata` and `extra`. @throws PromptError */
  render(prompt: string, extra?: Readonly<JsonObject>): string;
  /**
   * A literal as it is, or a prompt rendered and parsed as JSON; checked against `schema`.
   * @throws PromptError; ValidationError with code `json_invalid` or `schema_mismatch`.
   */
  renderJson<S extends TSchema>(prompt: Json, schema: S): RenderedJson<S>;
  renderJson(prompt: Json): Json;
  /** Ends the execution as filtered: no record, and not a failure. */
  drop(reason: string): never;
}

/** Typed by a TypeBox schema, plain JSON for any other. */
export type RenderedJson<S> = S extends { '~kind': string } | { '~unsafe': unknown }
  ? Static<S>
  : Json;
