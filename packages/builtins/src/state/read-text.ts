import { ValidationError, type BlockContext, type Json } from '@datagenflow/block-sdk';
import { readPath } from './read-path.js';

/**
 * The text that a field reference leads to; null is empty.
 * @throws ValidationError `field_missing` or `field_type`.
 */
export function readText(context: BlockContext, reference: string): string {
  const value = readValue(context, reference);
  if (value === null) return '';
  if (typeof value === 'string') return value;
  throw wrongType(reference, 'a text', value);
}

/**
 * The texts of a list; null is an empty list and a single text a list of one.
 * @throws ValidationError `field_missing` or `field_type`.
 */
export function readTexts(context: BlockContext, reference: string): string[] {
  const value = readValue(context, reference);
  if (value === null) return [];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw wrongType(reference, 'a list of texts', value);
  return value.map((item, index) => {
    if (typeof item === 'string') return item;
    throw wrongType(`${reference}.${index}`, 'a text', item);
  });
}

function readValue(context: BlockContext, reference: string): Json {
  const value = readPath(context.state, reference);
  if (value !== undefined) return value;
  const known = Object.keys(context.state).slice(0, 50).join(', ') || 'none';
  throw new ValidationError(
    `Field '${reference}' is missing. The fields are: ${known}. Change the field in the config.`,
    { code: 'field_missing', detail: { field: reference } },
  );
}

function wrongType(field: string, wanted: string, value: Json): ValidationError {
  const found =
    value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
  return new ValidationError(
    `Field '${field}' is ${found}, but ${wanted} is needed. Change the field in the config.`,
    { code: 'field_type', detail: { field, wanted } },
  );
}
