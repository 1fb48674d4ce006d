/** A place in a value that JSON can’t carry. */
export interface NonJson {
  /** JSON pointer; "" is the value itself. */
  path: string;
  /** Reads after the path: "is a Date". */
  message: string;
}

/** What else to do on the way through a value. What it throws ends the way. */
export interface JsonVisitor {
  /** Before what an object or array holds is looked at, keys before their values. */
  meet(value: string | number | boolean | null): void;
  /** When all that it holds is plain JSON. */
  leave(value: object): void;
}

const MAX_DEPTH = 500;

/**
 * Finds the first thing that JSON can’t carry: undefined, NaN, a class instance, a cycle, what is
 * nested more than 500 deep …
 */
export function findNonJson(value: unknown, visitor?: JsonVisitor): NonJson | undefined {
  return visit(value, { path: [], open: new Set(), visitor });
}

interface Walk {
  /** Keys from the root to where the walk is. */
  path: (string | number)[];
  /** Objects from the root to where the walk is: meeting one again is a cycle. */
  open: Set<object>;
  visitor: JsonVisitor | undefined;
}

function visit(value: unknown, walk: Walk): NonJson | undefined {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) return nonJson(walk, `is ${value}`);
      break;
    case 'string':
    case 'boolean':
      break;
    case 'object':
      if (value !== null) return visitObject(value, walk);
      break;
    default:
      return nonJson(walk, value === undefined ? 'is undefined' : `is a ${typeof value}`);
  }
  walk.visitor?.meet(value);
  return undefined;
}

function visitObject(value: object, walk: Walk): NonJson | undefined {
  const { open, visitor } = walk;
  if (open.has(value)) return nonJson(walk, 'refers to itself');
  if (open.size >= MAX_DEPTH) return nonJson(walk, 'is nested too deeply');
  if (!Array.isArray(value) && !isPlainObject(value)) {
    return nonJson(walk, `is a ${value.constructor?.name ?? 'class instance'}`);
  }
  open.add(value);
  const found = Array.isArray(value) ? visitItems(value, walk) : visitFields(value, walk);
  open.delete(value);
  if (found === undefined) visitor?.leave(value);
  return found;
}

function visitItems(items: readonly unknown[], walk: Walk): NonJson | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const found = visitAt(index, items[index], walk);
    if (found !== undefined) return found;
  }
  return undefined;
}

function visitFields(fields: Record<string, unknown>, walk: Walk): NonJson | undefined {
  for (const key of Object.keys(fields)) {
    walk.visitor?.meet(key);
    const found = visitAt(key, fields[key], walk);
    if (found !== undefined) return found;
  }
  return undefined;
}

function visitAt(key: string | number, value: unknown, walk: Walk): NonJson | undefined {
  walk.path.push(key);
  const found = visit(value, walk);
  walk.path.pop();
  return found;
}

function nonJson({ path }: Walk, message: string): NonJson {
  const parts = path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  return { path: parts.join(''), message };
}

/** From any realm: its prototype is null or has none itself. */
function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
