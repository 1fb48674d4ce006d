import type { JsonObject } from '@datagenflow/contracts';
import {
  branchesOf,
  code,
  describeBounds,
  describeType,
  mapValues,
  textOf,
} from './describe-schema.js';

/** One line of a table of config keys. */
export interface ConfigRow {
  key: string;
  type: string;
  fallback: string;
  bounds: string;
  description: string;
}

/**
 * The keys of a config schema, each followed by the keys of its objects: `criteria[].name` of a
 * list, `fields.*.type` of a map. Where objects come in kinds, the kind stands behind the key.
 */
export function configRows(schema: JsonObject, prefix = '', kind = ''): ConfigRow[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>;
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (kind !== '' && property['const'] !== undefined) return [];
    const key = `${prefix}${name}`;
    const fallback = property['default'];
    const row = {
      key: kind === '' ? `\`${key}\`` : `\`${key}\` (${kind})`,
      type: describeType(property),
      fallback:
        fallback !== undefined ? code(fallback) : required.includes(name) ? 'required' : '–',
      bounds: describeBounds(property),
      description: textOf(property['description']),
    };
    return [row, ...innerRows(property, key, kind)];
  });
}

function innerRows(property: JsonObject, key: string, kind: string): ConfigRow[] {
  const values = mapValues(property);
  if (values !== undefined) return kindRows(values, `${key}.*`, kind);
  const items = property['items'] as JsonObject | undefined;
  return items === undefined ? [] : kindRows(items, `${key}[]`, kind);
}

/** Rows of an object, or of each of the kinds of objects that there can be. */
function kindRows(schema: JsonObject, key: string, kind: string): ConfigRow[] {
  const kinds = branchesOf(schema).flatMap((branch) => {
    const type = (branch['properties'] as Record<string, JsonObject> | undefined)?.['type'];
    return type?.['const'] === undefined ? [] : [{ branch, literal: type['const'] }];
  });
  if (kinds.length === 0) return configRows(schema, `${key}.`, kind);
  const names = kinds.map(({ literal }) => code(literal));
  const type = {
    key: `\`${key}.type\``,
    type: names.join(', '),
    fallback: 'required',
    bounds: '',
    description: 'What kind it is; the keys of each kind follow',
  };
  return [
    type,
    ...kinds.flatMap(({ branch, literal }) => configRows(branch, `${key}.`, textOf(literal))),
  ];
}
