import type { ApiSchema } from './api-document.js';

const INDENT = '  ';

/** A schema as a type for people to read, descriptions as comments. */
export function writeSchema(schema: ApiSchema, indent = ''): string {
  const { anyOf, items, properties, patternProperties, type } = schema;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (anyOf !== undefined) return anyOf.map((part) => writeSchema(part, indent)).join(' | ');
  if (items !== undefined) return writeArray(items, indent);
  if (properties !== undefined) return writeObject(schema, properties, indent);
  const [values] = Object.values(patternProperties ?? {});
  if (values !== undefined) return `{ [name]: ${writeSchema(values, indent)} }`;
  return type === undefined ? 'any' : [type].flat().join(' | ');
}

function writeArray(items: ApiSchema, indent: string): string {
  const text = writeSchema(items, indent);
  return items.anyOf === undefined ? `${text}[]` : `(${text})[]`;
}

function writeObject(
  { required = [] }: ApiSchema,
  properties: Record<string, ApiSchema>,
  indent: string,
): string {
  const inner = indent + INDENT;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${inner}${name}${mark}: ${writeSchema(schema, inner)}${writeNote(schema)}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function writeNote({ description, default: value }: ApiSchema): string {
  const preset = value === undefined ? [] : [`default ${JSON.stringify(value)}`];
  const note = [...(description === undefined ? [] : [description]), ...preset].join('; ');
  return note === '' ? '' : `  // ${note}`;
}
