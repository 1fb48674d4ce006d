import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { Sampler } from './sampler.js';

type Config = NonNullable<ConstructorParameters<typeof Sampler>[0]>;
type Fields = NonNullable<Config['fields']>;

const draw = async (
  fields: Fields,
  key = 'x',
  more: Partial<Config> = {},
  state: JsonObject = {},
) => (await runBlock(Sampler, { config: { fields, ...more }, state, randomKey: key })).output ?? {};

const drawMany = (fields: Fields, more?: Partial<Config>, state?: JsonObject) =>
  Promise.all(Array.from({ length: 300 }, (_, index) => draw(fields, `k${index}`, more, state)));

const everything: Fields = {
  mood: { type: 'category', values: ['calm', 'angry'], weights: [3, 1] },
  tone: {
    type: 'category',
    by: 'mood',
    cases: { angry: { values: ['curt'] } },
    values: ['warm', 'neutral'],
  },
  count: { type: 'integer', min: 1, max: 3 },
  ratio: { type: 'float', min: 0, max: 1, decimals: 2 },
  age: { type: 'normal', mean: 40, deviation: 20, min: 18, max: 60, decimals: 0 },
  vip: { type: 'bool', probability: 0.1 },
  day: { type: 'date', from: '2024-02-28', to: '2024-03-01' },
  id: { type: 'uuid' },
  who: { type: 'persona' },
  firm: { type: 'faker', method: 'company.name' },
  soon: { type: 'faker', method: 'date.soon' },
};

describe('Sampler', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(Sampler, { config: { fields: everything } });
    expect(report.problems).toEqual([]);
  });

  test('the same key gives the same draw, another key another', async () => {
    expect(await draw(everything)).toEqual(await draw(everything));
    expect(await draw(everything, 'y')).not.toEqual(await draw(everything, 'x'));
  });

  test('draws every kind of field within its bounds', async () => {
    for (const row of await drawMany(everything)) {
      expect(['calm', 'angry']).toContain(row['mood']);
      expect(row['mood'] === 'angry' ? ['curt'] : ['warm', 'neutral']).toContain(row['tone']);
      expect([1, 2, 3]).toContain(row['count']);
      expect(row['ratio']).toSatisfy((value: number) => value >= 0 && value <= 1);
      expect(row['age']).toSatisfy((value: number) => value >= 18 && value <= 60);
      expect(['2024-02-28', '2024-02-29', '2024-03-01']).toContain(row['day']);
      expect(row['id']).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(row['who']).toMatchObject({ first_name: expect.any(String), age: expect.any(Number) });
      expect(row['soon']).toMatch(/^202[45]-/);
    }
  });

  test('weights and probabilities hold', async () => {
    const rows = await drawMany({
      mood: { type: 'category', values: ['calm', 'angry', 'never'], weights: [3, 1, 0] },
      vip: { type: 'bool', probability: 0.1 },
    });
    const share = (fits: (row: JsonObject) => boolean) =>
      rows.filter((row) => fits(row)).length / rows.length;
    expect(share(({ mood }) => mood === 'calm')).toBeCloseTo(0.75, 1);
    expect(share(({ mood }) => mood === 'never')).toBe(0);
    expect(share(({ vip }) => vip === true)).toBeCloseTo(0.1, 1);
  });

  test('a choice may depend on a field of the state', async () => {
    const fields: Fields = {
      word: {
        type: 'category',
        by: 'seed.language',
        cases: { fr: { values: ['mot'] }, 7: { values: ['sept'] } },
      },
    };
    const given = (language: string | number) => ({ seed: { language } });
    expect(await draw(fields, 'x', {}, given('fr'))).toEqual({ word: 'mot' });
    expect(await draw(fields, 'x', {}, given(7))).toEqual({ word: 'sept' });
    await expect(draw(fields, 'x', {}, given('de'))).rejects.toThrow(
      'no case for seed.language = de',
    );
    const block = new Sampler({ fields });
    expect(block.requiredFields(block.config)).toEqual(['seed']);
    expect(block.describeOutputs(block.config)).toEqual(['word']);
  });

  test('constraints hold, or it says which one can’t', async () => {
    const fields: Fields = {
      start: { type: 'integer', min: 0, max: 9 },
      end: { type: 'integer', min: 0, max: 9 },
    };
    for (const row of await drawMany(fields, { constraints: ['lt start end'] })) {
      expect(Number(row['start'])).toBeLessThan(Number(row['end']));
    }
    await expect(draw(fields, 'x', { constraints: ['gt start 9'] })).rejects.toMatchObject({
      code: 'sampler_constraints',
    });
  });

  test('refuses what can’t be drawn, with the field', async () => {
    const make = (spec: Fields[string]) => () => new Sampler({ fields: { x: spec } });
    expect(make({ type: 'integer', min: 2, max: 1 })).toThrow('fields/x: needs safe whole numbers');
    expect(make({ type: 'float', min: 2, max: 1 })).toThrow('needs min ≤ max');
    expect(make({ type: 'date', from: '2024-01-02', to: '2024-01-01' })).toThrow('from ≤ to');
    expect(make({ type: 'date', from: '2024-02-31', to: '2024-03-01' })).toThrow('fields/x');
    expect(make({ type: 'category' })).toThrow('needs values');
    expect(make({ type: 'category', values: [1], weights: [1, 2] })).toThrow('2 weights for 1');
    expect(make({ type: 'category', values: [1], weights: [0] })).toThrow('a weight above 0');
    expect(make({ type: 'category', by: 'x', cases: {} })).toThrow('Circular dependency');
    expect(make({ type: 'category', by: 'y', values: [1] })).toThrow('has no cases');
    expect(make({ type: 'category', values: [1], cases: {} })).toThrow('by which field');
    for (const method of ['person.nothing', 'helpers.fake', 'person.constructor']) {
      await expect(draw({ x: { type: 'faker', method } })).rejects.toThrow(
        `faker has no ${method}`,
      );
    }
  });
});
