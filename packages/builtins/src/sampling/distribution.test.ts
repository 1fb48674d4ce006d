import { deriveRandom } from '@datagenflow/block-sdk/host';
import { runBlock } from '@datagenflow/block-sdk/testing';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { StructureSampler } from '../blocks/structure-sampler.js';
import { drawField } from './draw-field.js';
import type { FieldSpec } from './field-spec.js';

/* 100,000 draws each, Pearson's chi-square against the distribution asked for. */

const DRAWS = 100_000;

/**
 * Values that chi-square exceeds with probability 0.001, by degrees of freedom; from the table of
 * the NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4.
 */
const CRITICAL: Readonly<Record<number, number>> = { 1: 10.828, 2: 13.816, 3: 16.266, 9: 27.877 };

const keyOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function expectDistribution(values: readonly Json[], expected: Readonly<Record<string, number>>) {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  expect([...counts.keys()].filter((key) => !(key in expected))).toEqual([]);
  let chiSquare = 0;
  for (const [key, share] of Object.entries(expected)) {
    const wanted = share * values.length;
    chiSquare += ((counts.get(key) ?? 0) - wanted) ** 2 / wanted;
  }
  const freedom = Object.keys(expected).length - 1;
  expect(chiSquare).toBeLessThan(CRITICAL[freedom] ?? 0);
}

function drawMany(spec: FieldSpec, given?: string): Json[] {
  const random = deriveRandom('chi-square');
  const context = { random, faker: undefined, valueOf: () => given };
  return Array.from({ length: DRAWS }, () => drawField('field', spec, context));
}

const times = (count: number, sample: JsonObject) => Array.from({ length: count }, () => sample);

const samples: JsonObject[] = [
  ...times(5, { plan: 'free', role: 'viewer', team: 'a' }),
  ...times(2, { plan: 'free', role: 'editor', team: 'b' }),
  ...times(1, { plan: 'pro', role: 'editor', team: 'a' }),
  ...times(2, { plan: 'pro', role: 'admin', team: 'b' }),
];

const drawSkeletons = async (seed: number | null, randomKey: string, target_count = 10_000) => {
  const { output } = await runBlock(StructureSampler, {
    config: {
      target_count,
      categorical_fields: ['plan', 'role', 'team'],
      dependencies: { role: ['plan'], team: ['plan', 'role'] },
      seed,
    },
    state: { samples },
    randomKey,
  });
  return output?.skeletons as JsonObject[];
};

describe('StructureSampler', () => {
  test('draws each field as it is distributed in the samples, given the fields it depends on', async () => {
    const executions = Array.from({ length: DRAWS / 10_000 }, (_, at) =>
      drawSkeletons(null, `execution ${at}`),
    );
    const all = (await Promise.all(executions)).flat();
    expect(all).toHaveLength(DRAWS);
    expectDistribution(
      all.map(({ plan }) => plan as string),
      { free: 0.7, pro: 0.3 },
    );
    const rolesOf = (wanted: string) =>
      all.filter(({ plan }) => plan === wanted).map(({ role }) => role as string);
    expectDistribution(rolesOf('free'), { viewer: 5 / 7, editor: 2 / 7 });
    expectDistribution(rolesOf('pro'), { editor: 1 / 3, admin: 2 / 3 });
    const combined = ({ plan, role, team }: JsonObject) => JSON.stringify([plan, role, team]);
    const seen = new Set(samples.map(combined));
    expect(all.filter((skeleton) => !seen.has(combined(skeleton)))).toEqual([]);
  }, 60_000);

  test('is seeded per execution: the same one repeats to the byte, others differ', async () => {
    const draw = async (key: string) => JSON.stringify(await drawSkeletons(null, key, 100));
    const drawn = await Promise.all(Array.from({ length: 20 }, (_, at) => draw(`1/0/${at}//s`)));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(await draw('1/0/7//s')).toBe(drawn[7]);
  });

  test('a seed of its own gives the same bytes in every execution', async () => {
    const draw = async (seed: number, key: string) =>
      JSON.stringify(await drawSkeletons(seed, key, 100));
    expect(await draw(7, 'a')).toBe(await draw(7, 'b'));
    expect(await draw(7, 'a')).not.toBe(await draw(8, 'a'));
  });
});

describe('Sampler', () => {
  test('weights', () => {
    const spec: FieldSpec = { type: 'category', values: ['a', 'b', 'c'], weights: [5, 3, 2] };
    expectDistribution(drawMany(spec), { a: 0.5, b: 0.3, c: 0.2 });
  });

  test('weights that depend on another field', () => {
    const spec: FieldSpec = {
      type: 'category',
      by: 'language',
      cases: { fr: { values: ['tu', 'vous'], weights: [1, 3] } },
      values: ['you'],
    };
    expectDistribution(drawMany(spec, 'fr'), { tu: 0.25, vous: 0.75 });
    expect(new Set(drawMany(spec, 'en'))).toEqual(new Set(['you']));
  });

  test('whole numbers, days and booleans', () => {
    const tenth = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at, 0.1]));
    expectDistribution(drawMany({ type: 'integer', min: 0, max: 9 }), tenth);
    expectDistribution(drawMany({ type: 'bool', probability: 0.2 }), { true: 0.2, false: 0.8 });
    expectDistribution(drawMany({ type: 'date', from: '2024-02-28', to: '2024-03-01' }), {
      '2024-02-28': 1 / 3,
      '2024-02-29': 1 / 3,
      '2024-03-01': 1 / 3,
    });
  });

  test('numbers: tenths of a uniform range, quartiles of a normal distribution', () => {
    const tenths = drawMany({ type: 'float', min: 0, max: 1 }).map((x) =>
      Math.floor(Number(x) * 10),
    );
    expectDistribution(
      tenths,
      Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at, 0.1])),
    );
    const normal = drawMany({ type: 'normal', mean: 10, deviation: 2 });
    const quartile = 0.674_489_750_196_08;
    const inQuartile = (x: Json) => {
      const z = (Number(x) - 10) / 2;
      return z < -quartile ? 0 : z < 0 ? 1 : z < quartile ? 2 : 3;
    };
    expectDistribution(normal.map(inQuartile), { 0: 0.25, 1: 0.25, 2: 0.25, 3: 0.25 });
  });

  test('the same key gives the same bytes', () => {
    const spec: FieldSpec = { type: 'float', min: 0, max: 1 };
    expect(JSON.stringify(drawMany(spec))).toBe(JSON.stringify(drawMany(spec)));
  });
});
