import { Type, type Static, type TSchema, type TUnsafe } from '@datagenflow/contracts/typebox';

/**
 * The value is a prompt: an editor with completion of fields, and its variables are required.
 * @example Type.String(prompt({ description: 'What to ask' }))
 */
export function prompt<O extends object>(options?: O) {
  return { ...options, 'x-hint': 'prompt' } as const;
}

/** The value is the name of a field; the form offers those known at this step. */
export function fieldRef<O extends object>(options?: O) {
  return { ...options, 'x-hint': 'field_ref' } as const;
}

/** The value is the local name of a configured model of this kind. */
export function modelRef<O extends object>(kind: 'llm' | 'embedding', options?: O) {
  return { ...options, 'x-hint': 'model_ref', 'x-model-kind': kind } as const;
}

/** The value is a JSON Schema; the form offers an editor for it. */
export function jsonSchema<O extends object>(options?: O) {
  return { ...options, 'x-hint': 'json_schema' } as const;
}

/**
 * A schema for a value given as it is, or as a prompt that renders to its JSON. Read it with
 * `context.renderJson(value, schema)`.
 * @example categories: jsonOrPrompt(Type.Array(Type.String()), { default: [] })
 */
export function jsonOrPrompt<S extends TSchema>(
  schema: S,
  options?: object,
): TUnsafe<Static<S> | string> {
  return Type.Unsafe<Static<S> | string>({
    ...options,
    'x-hint': 'json_or_prompt',
    anyOf: [schema, Type.String()],
  });
}
