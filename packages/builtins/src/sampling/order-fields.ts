import { ValidationError } from '@datagenflow/block-sdk';

/**
 * The fields with parents before children, alphabetical where nothing else decides.
 * @throws ValidationError `dependency_unknown` when a field or parent is not among the fields,
 * `dependency_cycle` when fields depend on each other.
 */
export function orderFields(
  fields: readonly string[],
  dependencies: Readonly<Record<string, readonly string[]>>,
): string[] {
  refuseUnknown(fields, dependencies);
  const ordered = new Set<string>();
  let waiting = [...new Set(fields)].sort();
  while (waiting.length > 0) {
    const ready = waiting.filter((field) =>
      parentsOf(field, dependencies).every((parent) => ordered.has(parent)),
    );
    if (ready.length === 0) throw cycle(waiting, dependencies);
    for (const field of ready) ordered.add(field);
    waiting = waiting.filter((field) => !ordered.has(field));
  }
  return [...ordered];
}

/** The fields that a field depends on. */
export function parentsOf(
  field: string,
  dependencies: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  return Object.hasOwn(dependencies, field) ? (dependencies[field] ?? []) : [];
}

function refuseUnknown(
  fields: readonly string[],
  dependencies: Readonly<Record<string, readonly string[]>>,
): void {
  const known = new Set(fields);
  for (const [field, parents] of Object.entries(dependencies)) {
    const unknown = [field, ...parents].find((name) => !known.has(name));
    if (unknown === undefined) continue;
    throw new ValidationError(
      `dependencies.${field}: '${unknown}' is not one of categorical_fields ` +
        `(${fields.join(', ')}). Add it there, or remove it here.`,
      { code: 'dependency_unknown', detail: { field, unknown } },
    );
  }
}

function cycle(
  waiting: readonly string[],
  dependencies: Readonly<Record<string, readonly string[]>>,
): ValidationError {
  const path: string[] = [];
  let at: string | undefined = waiting[0];
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = parentsOf(at, dependencies).find((parent) => waiting.includes(parent));
  }
  const circle = [...path.slice(path.indexOf(at ?? '')), at];
  return new ValidationError(
    `Circular dependency detected in field dependencies: ${circle.join(' → ')}. Remove one of them.`,
    { code: 'dependency_cycle', detail: { fields: circle } },
  );
}
