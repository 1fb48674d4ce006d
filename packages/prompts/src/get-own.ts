const neverFields: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a name can be a field at all. The names of JavaScript's prototypes never are. */
export function isFieldName(name: string): boolean {
  return !neverFields.has(name);
}

/** An own property of an object or list. `undefined` when there is none. */
export function getOwn(container: unknown, name: string): unknown {
  if (typeof container !== 'object' || container === null) return undefined;
  if (!isFieldName(name) || !Object.hasOwn(container, name)) return undefined;
  return (container as Record<string, unknown>)[name];
}
