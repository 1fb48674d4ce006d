import { ConfigError, type Comparisons, type Operand } from '@datagenflow/contracts';

const COMPARISON = /^filter\[([^[\]]+)\]\[([a-z]+)\]$/u;

/**
 * Gathers `filter[<field>][<operator>]=<value>` of a checked query under `fields`.
 * @throws ConfigError `filter_invalid` on a name that no record could have
 */
export function readFieldFilter<T extends Record<string, unknown>>(
  query: T,
): T & { fields?: Record<string, Comparisons> } {
  const rest: Record<string, unknown> = {};
  const fields = new Map<string, Comparisons>();
  for (const [name, value] of Object.entries(query)) {
    const [, field, operator] = COMPARISON.exec(name) ?? [];
    if (field === undefined || operator === undefined) rest[name] = value;
    else fields.set(field, { ...fields.get(field), [operator]: value as Operand });
  }
  if (fields.has('__proto__')) {
    throw new ConfigError("Records have no field '__proto__'.", { code: 'filter_invalid' });
  }
  const found = fields.size === 0 ? {} : { fields: Object.fromEntries(fields) };
  return { ...rest, ...found } as T & { fields?: Record<string, Comparisons> };
}
