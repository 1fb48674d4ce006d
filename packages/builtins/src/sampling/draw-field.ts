import { ValidationError, type BlockRandom, type Json } from '@datagenflow/block-sdk';
import type { Faker } from '@faker-js/faker';
import { chooseWeighted } from './choose-weighted.js';
import { drawFaker, drawPersona } from './draw-faker.js';
import type { CategorySpec, FieldSpec } from './field-spec.js';

/** What a draw can look at. */
export interface DrawContext {
  random: BlockRandom;
  /** Loaded when a field needs it. */
  faker: Faker | undefined;
  /** The value of another field, drawn before or of the state. */
  valueOf(field: string): Json | undefined;
}

/** @throws ValidationError naming the field when there is nothing to draw from. */
export function drawField(field: string, spec: FieldSpec, context: DrawContext): Json {
  const { random, faker } = context;
  switch (spec.type) {
    case 'category':
      return drawCategory(field, spec, context);
    case 'integer':
      return random.int(spec.min, spec.max);
    case 'float':
      return round(spec.min + random.next() * (spec.max - spec.min), spec.decimals);
    case 'normal':
      return round(drawNormal(spec, random), spec.decimals);
    case 'bool':
      return random.next() < (spec.probability ?? 0.5);
    case 'date':
      return drawDate(spec.from, spec.to, random);
    case 'uuid':
      return drawUuid(random);
    case 'persona':
      return drawPersona(faker, random);
    case 'faker':
      return drawFaker(field, spec.method, faker, random);
  }
}

function drawCategory(field: string, spec: CategorySpec, context: DrawContext): Json {
  const given = spec.by === undefined ? undefined : context.valueOf(spec.by);
  const key = typeof given === 'string' ? given : JSON.stringify(given);
  const cases = spec.cases ?? {};
  const option = key !== undefined && Object.hasOwn(cases, key) ? cases[key] : spec;
  if (option?.values === undefined) {
    throw new ValidationError(
      `Field '${field}' has no case for ${spec.by} = ${key ?? 'nothing'}, and no values for the ` +
        'rest. Add one of them.',
      { code: 'sampler_case_missing', detail: { field, by: spec.by, value: key } },
    );
  }
  const weights = option.weights ?? option.values.map(() => 1);
  return chooseWeighted(option.values, weights, context.random);
}

const MAX_DRAWS = 100;

/** After 100 draws outside of the bounds the nearest bound is taken. */
function drawNormal(
  { mean, deviation, min = -Infinity, max = Infinity }: Extract<FieldSpec, { type: 'normal' }>,
  random: BlockRandom,
): number {
  let value = mean;
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    value = random.normal(mean, deviation);
    if (value >= min && value <= max) return value;
  }
  return Math.min(max, Math.max(min, value));
}

function round(value: number, decimals: number | undefined): number {
  return decimals === undefined ? value : Number(value.toFixed(decimals));
}

const DAY_MS = 86_400_000;

function drawDate(from: string, to: string, random: BlockRandom): string {
  const day = random.int(Date.parse(from) / DAY_MS, Date.parse(to) / DAY_MS);
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Version 4 of RFC 9562. Repeats with the job, so it is unique within one only. */
function drawUuid(random: BlockRandom): string {
  const digits = Array.from({ length: 32 }, () => random.int(0, 15).toString(16));
  digits[12] = '4';
  digits[16] = random.int(8, 11).toString(16);
  const groups = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16)];
  return [...groups, digits.slice(16, 20), digits.slice(20)]
    .map((group) => group.join(''))
    .join('-');
}
