import { canonicalJson, ValidationError, type Json } from '@datagenflow/contracts';
import { findNonJson } from '../context/find-non-json.js';
import type { BlockPorts } from './block-ports.js';
import type { InstanceCache } from './instance-cache.js';

const MAX_BYTES = 1024 * 1024;

interface MemoRequest<T extends Json> {
  name: string;
  input: Json;
  fn: () => Promise<T> | T;
  ports: BlockPorts;
  signal: AbortSignal;
  cache: InstanceCache;
}

/**
 * The stored value, or what `fn` gives, stored. Equal requests of one instance share a run; when
 * it throws, the next of them runs its own. Instances in several hosts each run theirs: all get what
 * was stored first.
 */
export async function memoize<T extends Json>(request: MemoRequest<T>): Promise<T> {
  const { flights } = request.cache;
  const key = canonicalJson([request.name, request.input]);
  for (let flight = flights.get(key); flight !== undefined; flight = flights.get(key)) {
    try {
      return (await flight) as T;
    } catch {
      request.signal.throwIfAborted();
    }
  }
  const own = compute(request);
  flights.set(key, own);
  try {
    return await own;
  } finally {
    flights.delete(key);
  }
}

async function compute<T extends Json>({ name, input, fn, ports, signal }: MemoRequest<T>) {
  signal.throwIfAborted();
  const known = await ports.readMemo(name, input);
  if (known !== undefined) return known.value as T;
  const value = await fn();
  refuseUnstorable(name, value);
  signal.throwIfAborted();
  await ports.writeMemo(name, input, value);
  const first = await ports.readMemo(name, input);
  return first === undefined ? value : (first.value as T);
}

function refuseUnstorable(name: string, value: Json): void {
  const found = findNonJson(value);
  if (found !== undefined) {
    throw new ValidationError(
      `memo '${name}' must give plain JSON: ${found.path || 'the value'} ${found.message}.`,
      { code: 'memo_not_json', detail: { name, path: found.path } },
    );
  }
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  if (bytes > MAX_BYTES) {
    throw new ValidationError(
      `memo '${name}' gave ${bytes} bytes; 1 MB is the limit. Store less, such as an id.`,
      { code: 'memo_too_large', detail: { name, bytes } },
    );
  }
}
