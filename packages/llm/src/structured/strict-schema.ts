import type { Json, JsonObject } from '@datagenflow/contracts';
import { isObject, isObjectSchema, schemaMap, typesOf } from './schema-nodes.js';
import { acceptsNull, WRAPPER_KEY } from './undo-adaptation.js';

/** Keywords that strict mode takes; the rest only narrows and is checked afterwards. */
const KEPT = new Set(
  `type enum const description title pattern format $ref minimum maximum exclusiveMinimum
  exclusiveMaximum multipleOf minItems maxItems`.split(/\s+/),
);

/** Keywords without which a schema would mean something else. */
const UNSUPPORTED =
  `allOf not if then else patternProperties propertyNames dependentSchemas dependentRequired
  prefixItems additionalItems contains unevaluatedProperties unevaluatedItems $dynamicRef`.split(
    /\s+/,
  );

/**
 * The schema in the form that strict mode asks for: closed objects, all properties required, the
 * optional ones nullable, an object at the root. `undoAdaptation` takes that back from an answer.
 * Undefined when the schema can’t be put so (maps, open objects, anything goes).
 */
export function toStrictSchema(schema: JsonObject): JsonObject | undefined {
  try {
    const strict = adapt(schema, schema);
    const definitions = adaptDefinitions(schema);
    if (isObjectSchema(schema)) return { ...strict, ...definitions };
    if (usesRoot(schema)) return undefined;
    return { ...wrap(strict), ...definitions };
  } catch (error) {
    if (error instanceof NotStrict) return undefined;
    throw error;
  }
}

/** A schema for endpoints that answer with an object only. */
export function toObjectSchema(schema: JsonObject): JsonObject {
  if (isObjectSchema(schema) || typesOf(schema).length === 0) return schema;
  const { $defs, definitions, $schema, ...inner } = schema;
  const kept = Object.entries({ $schema, $defs, definitions });
  const shared = Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as JsonObject;
  return { ...wrap(inner), ...shared };
}

class NotStrict extends Error {}

function wrap(schema: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { [WRAPPER_KEY]: schema },
    required: [WRAPPER_KEY],
    additionalProperties: false,
  };
}

function usesRoot(schema: JsonObject): boolean {
  return JSON.stringify(schema).includes('"$ref":"#"');
}

function adaptDefinitions(root: JsonObject): JsonObject {
  const adapted: JsonObject = {};
  for (const key of ['$defs', 'definitions']) {
    if (!isObject(root[key])) continue;
    const schemas = Object.entries(schemaMap(root, key));
    adapted[key] = Object.fromEntries(schemas.map(([name, value]) => [name, adapt(value, root)]));
  }
  return adapted;
}

function adapt(schema: JsonObject, root: JsonObject): JsonObject {
  if (UNSUPPORTED.some((key) => key in schema)) throw new NotStrict();
  const adapted: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) if (KEPT.has(key)) adapted[key] = value;
  const union = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(union)) {
    if ('properties' in schema) throw new NotStrict();
    adapted['anyOf'] = union.map((branch) => adaptAny(branch, root));
  }
  const types = typesOf(schema);
  if (types.includes('object')) Object.assign(adapted, adaptObject(schema, root));
  if (types.includes('array')) adapted['items'] = adaptAny(schema['items'], root);
  const isOpen = !['enum', 'const', '$ref'].some((key) => key in schema) && !Array.isArray(union);
  if (types.length === 0 && isOpen) throw new NotStrict();
  return adapted;
}

function adaptAny(schema: Json | undefined, root: JsonObject): JsonObject {
  if (!isObject(schema)) throw new NotStrict();
  return adapt(schema, root);
}

function adaptObject(schema: JsonObject, root: JsonObject): JsonObject {
  const properties = Object.entries(schemaMap(schema, 'properties'));
  const isClosed = schema['additionalProperties'] === false;
  if (!isClosed && (properties.length === 0 || 'additionalProperties' in schema)) {
    throw new NotStrict();
  }
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  if (required.some((name) => !properties.some(([key]) => key === name))) throw new NotStrict();
  const adapted = properties.map(([name, value]): [string, JsonObject] => {
    const strict = adapt(value, root);
    const isNullable = required.includes(name) || acceptsNull([value], root);
    return [name, isNullable ? strict : { anyOf: [strict, { type: 'null' }] }];
  });
  return {
    type: schema['type'] ?? 'object',
    properties: Object.fromEntries(adapted),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  };
}
