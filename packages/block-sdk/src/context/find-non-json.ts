/** A place in a value that JSON can’t carry. */
export interface NonJson {
  /** JSON pointer; "" is the value itself. */
  path: string;
  /** Reads after the path: "is a Date". */
  message: string;
}

const MAX_DEPTH = 1_000;

/** Finds the first thing that JSON can’t carry: undefined, NaN, a class instance, a cycle … */
export function findNonJson(value: unknown, path = '', within: object[] = []): NonJson | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path, message: `is ${value}` };
  }
  if (typeof value !== 'object') {
    return { path, message: value === undefined ? 'is undefined' : `is a ${typeof value}` };
  }
  if (within.includes(value)) return { path, message: 'refers to itself' };
  if (within.length >= MAX_DEPTH) return { path, message: 'is nested too deeply' };
  if (!Array.isArray(value) && !isPlainObject(value)) {
    return { path, message: `is a ${value.constructor?.name ?? 'class instance'}` };
  }
  within.push(value);
  const found = findWithin(value, path, within);
  within.pop();
  return found;
}

function findWithin(value: object, path: string, within: object[]): NonJson | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const found = findNonJson(value[index], `${path}/${index}`, within);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const inner = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = findNonJson(item, inner, within);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** From any realm: its prototype is null or has none itself. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
