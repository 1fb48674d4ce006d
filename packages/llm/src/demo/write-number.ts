import type { JsonObject } from '@datagenflow/contracts';
import type { SeededRandom } from './seeded-random.js';

/** A number within the bounds of a schema. Names such as `confidence` get one in their upper part. */
export function writeNumber(
  schema: JsonObject,
  random: SeededRandom,
  name: string,
  isInteger: boolean,
): number {
  const step = positive(schema['multipleOf']) ?? (isInteger ? 1 : undefined);
  const [min, max] = boundsOf(schema, isInteger, step ?? 0);
  const share = /score|confiden|probab|rating|quality|relevan/i.test(name)
    ? 0.7 + 0.28 * random.next()
    : random.next();
  const raw = min + share * (max - min);
  if (step === undefined) return withinTwoDecimals(raw, min, max);
  const steps = Math.round(raw / step);
  const clamped = Math.min(Math.max(steps, Math.ceil(min / step)), Math.floor(max / step));
  return Number((clamped * step).toPrecision(12));
}

function boundsOf(schema: JsonObject, isInteger: boolean, step: number): [number, number] {
  const gap = isInteger ? 1 : step > 0 ? step : 0.01;
  const above = numeric(schema['exclusiveMinimum']);
  const below = numeric(schema['exclusiveMaximum']);
  const min = Math.max(
    numeric(schema['minimum']) ?? -Infinity,
    above === undefined ? -Infinity : above + gap,
  );
  const max = Math.min(
    numeric(schema['maximum']) ?? Infinity,
    below === undefined ? Infinity : below - gap,
  );
  if (min === -Infinity && max === Infinity)
    return isInteger ? [1, 10 * Math.max(1, step)] : [0, 100];
  if (min === -Infinity) return [max - Math.max(10, step * 10), max];
  if (max === Infinity) return [min, min + Math.max(10, step * 10)];
  return [min, Math.max(min, max)];
}

function withinTwoDecimals(value: number, min: number, max: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded < min || rounded > max ? value : rounded;
}

function numeric(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
