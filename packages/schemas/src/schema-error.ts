import { DataGenFlowError } from '@datagenflow/contracts';

/** A JSON Schema is malformed, too large or reaches outside itself. Status 422. */
export class SchemaError extends DataGenFlowError {
  constructor(
    code: 'schema_invalid' | 'schema_too_large' | 'schema_ref_refused' | 'schema_dialect_unknown',
    message: string,
    detail: Record<string, unknown> = {},
  ) {
    super(code, message, { status: 422, detail });
  }
}
