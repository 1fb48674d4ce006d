import { ValidationError, type BlockContext, type JsonObject } from '@datagenflow/block-sdk';

const MAX_SAMPLES = 10_000;

/**
 * A list of objects from the state.
 * @throws ValidationError naming the field when it is missing, empty, too long or no such list.
 */
export function readSamples(context: BlockContext, field: string, hint: string): JsonObject[] {
  const value = context.state[field];
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    throw refuse(field, `Field '${field}' holds no samples. ${hint}`);
  }
  if (!Array.isArray(value)) throw refuse(field, `Field '${field}' must be a list of objects.`);
  if (value.length > MAX_SAMPLES) {
    throw refuse(
      field,
      `Field '${field}' has ${value.length} samples; ${MAX_SAMPLES} are allowed.`,
    );
  }
  return value.map((sample, index) => {
    if (typeof sample === 'object' && sample !== null && !Array.isArray(sample)) return sample;
    throw refuse(field, `Element ${index} of field '${field}' must be an object.`);
  });
}

/** The sample without its internal keys, which begin with an underscore. */
export function withoutInternal(sample: Readonly<JsonObject>): JsonObject {
  return Object.fromEntries(Object.entries(sample).filter(([key]) => !key.startsWith('_')));
}

function refuse(field: string, message: string): ValidationError {
  return new ValidationError(message, { code: 'samples_invalid', detail: { field } });
}
