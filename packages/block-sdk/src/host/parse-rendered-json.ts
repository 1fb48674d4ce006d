import { ValidationError, type Json } from '@datagenflow/contracts';
import { formatIssues, type SchemaCompiler } from '@datagenflow/schemas';

/** See `BlockContext.renderJson`. Text is rendered and parsed; anything else is taken as it is. */
export function parseRenderedJson(
  prompt: unknown,
  render: (prompt: string) => string,
  schema: object | undefined,
  schemas: SchemaCompiler,
): Json {
  const value = typeof prompt === 'string' ? parse(render(prompt)) : (prompt as Json);
  if (schema === undefined) return value;
  const checked = schemas.compile(schema, { useDefaults: true }).check(value);
  if (checked.ok) return checked.value;
  throw new ValidationError(
    `The value does not fit its schema: ${formatIssues(checked.issues)}. Change the prompt.`,
    { code: 'schema_mismatch', detail: { issues: checked.issues } },
  );
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ValidationError(
      `The prompt did not render to JSON (${reason}). Use {{json field}} for values.`,
      { code: 'json_invalid', detail: { text: text.slice(0, 1_000) }, cause: error },
    );
  }
}
