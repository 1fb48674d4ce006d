import type { ErrorObject } from 'ajv';

/** How a value relates to a union whose branches differ in a literal property such as `type`. */
export interface BranchChoice {
  property: string;
  /** All values that the property can have. */
  literals: unknown[];
  /** What the value has there; undefined when it lacks the property. */
  given: unknown;
  /** Index of the branch that takes what is given; -1: none. */
  branch: number;
}

/**
 * The branch of a union that a value is meant for, when one property tells: a `const` or `enum` in
 * each branch that takes objects, no literal in two of them.
 * @param union an `anyOf` or `oneOf` error with its schema and data (`verbose`)
 */
export function findBranch(union: ErrorObject): BranchChoice | undefined {
  const { data } = union as { data: unknown };
  if (!isObject(data) || !Array.isArray(union.schema)) return undefined;
  const branches: unknown[] = union.schema;
  const objects = branches.filter((branch) => !isObject(branch) || takesObjects(branch));
  if (objects.length < 2) return undefined;
  const property = Object.keys(propertiesOf(objects[0])).find((name) => differIn(name, objects));
  if (property === undefined) return undefined;
  const given = Object.hasOwn(data, property) ? data[property] : undefined;
  return {
    property,
    literals: objects.flatMap((branch) => literalsOf(branch, property)),
    given,
    branch: branches.findIndex((branch) => literalsOf(branch, property).includes(given)),
  };
}

function differIn(name: string, branches: readonly unknown[]): boolean {
  const lists = branches.map((branch) => literalsOf(branch, name));
  const all = lists.flat();
  return lists.every((list) => list.length > 0) && new Set(all).size === all.length;
}

function literalsOf(branch: unknown, name: string): unknown[] {
  const properties = propertiesOf(branch);
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!isObject(schema)) return [];
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : [];
}

function propertiesOf(branch: unknown): Record<string, unknown> {
  const properties = isObject(branch) ? branch['properties'] : undefined;
  return isObject(properties) ? properties : {};
}

function takesObjects({ type }: Record<string, unknown>): boolean {
  return type === undefined || [type].flat().includes('object');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
