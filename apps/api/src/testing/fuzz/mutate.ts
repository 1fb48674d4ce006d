import fc from 'fast-check';
import { hostileValue } from './hostile-values.js';

/** Copies of values with one place changed, removed or added. */
export function mutate(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const place = fc.tuple(fc.nat(1_000), fc.constantFrom('replace', 'remove', 'add'));
  return fc
    .tuple(values, place, hostileValue, fc.string({ maxLength: 8 }))
    .map(([value, [at, how], hostile, key]) => {
      const copy = structuredClone(value);
      const holders = holdersIn(copy);
      const holder = holders[at % Math.max(1, holders.length)];
      if (holder === undefined) return hostile;
      change(holder, at, how, key, hostile);
      return copy;
    });
}

type Holder = unknown[] | Record<string, unknown>;

function holdersIn(value: unknown): Holder[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Holder, ...Object.values(value).flatMap(holdersIn)].slice(0, 200);
}

function change(holder: Holder, at: number, how: string, key: string, hostile: unknown): void {
  const keys = Object.keys(holder);
  const target = keys[at % Math.max(1, keys.length)];
  if (how === 'add' || target === undefined) {
    if (Array.isArray(holder)) holder.push(hostile);
    else holder[key === '__proto__' ? 'proto' : key] = hostile;
  } else if (how === 'replace') {
    (holder as Record<string, unknown>)[target] = hostile;
  } else if (Array.isArray(holder)) {
    holder.splice(Number(target), 1);
  } else {
    delete holder[target];
  }
}
