import { describeType, formatValue } from '../format-value.js';

/** An argument has the wrong type. The renderer adds the helper's name and the place. */
export class HelperArgumentError extends Error {}

/** The argument as text. Null is empty text. */
export function toText(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    throw new HelperArgumentError(`needs text, not ${describeType(value)}; wrap it in (json …)`);
  }
  return formatValue(value);
}

/** The argument as a list. Null is an empty list. */
export function toList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) {
    throw new HelperArgumentError(`needs a list, not ${describeType(value)}`);
  }
  return value;
}
