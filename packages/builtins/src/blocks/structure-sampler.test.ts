import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { StructureSampler } from './structure-sampler.js';

type Config = NonNullable<ConstructorParameters<typeof StructureSampler>[0]>;

const samples: JsonObject[] = [
  { plan: 'free', role: 'viewer', storage: 1, bio: 'a' },
  { plan: 'free', role: 'viewer', storage: 2, bio: 'b' },
  { plan: 'free', role: 'editor', storage: 3, bio: 'c' },
  { plan: 'pro', role: 'admin', storage: 50, bio: 'd' },
];

const run = async (config: Config, state: JsonObject = { samples }, randomKey = 'x') => {
  const { output, logs } = await runBlock(StructureSampler, {
    config: { target_count: 400, ...config },
    state,
    randomKey,
  });
  return { skeletons: output?.skeletons as JsonObject[], seeds: output?.['_seed_samples'], logs };
};

const share = (all: readonly JsonObject[], fits: (skeleton: JsonObject) => boolean): number =>
  all.filter(fits).length / all.length;

describe('StructureSampler', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(StructureSampler, {
      config: { target_count: 3, categorical_fields: ['plan'] },
      state: { samples },
    });
    expect(report.problems).toEqual([]);
  });

  test('keeps the distribution and the dependencies of the samples', async () => {
    const { skeletons, seeds } = await run({
      categorical_fields: ['role', 'plan'],
      dependencies: { role: ['plan'] },
    });
    expect(seeds).toEqual(samples);
    expect(skeletons).toHaveLength(400);
    expect(share(skeletons, ({ plan }) => plan === 'free')).toBeCloseTo(0.75, 1);
    const free = skeletons.filter(({ plan }) => plan === 'free');
    expect(share(free, ({ role }) => role === 'viewer')).toBeCloseTo(2 / 3, 1);
    expect(skeletons.some(({ plan, role }) => (plan === 'pro') !== (role === 'admin'))).toBe(false);
  });

  test('gives ranges and samples of the same categories as hints', async () => {
    const { skeletons } = await run({
      target_count: 20,
      categorical_fields: ['plan'],
      numeric_fields: ['storage'],
    });
    const pro = skeletons.find(({ plan }) => plan === 'pro');
    expect(pro?.['_hints']).toEqual({ storage_range: [1, 50], exemplars: [samples[3]] });
  });

  test('takes everything from prompts; empty text is none', async () => {
    const state = { samples, n: 2, fields: ['plan'], parents: {} };
    const { skeletons } = await run(
      {
        target_count: '{{ n }}',
        categorical_fields: '{{ json fields }}',
        numeric_fields: '',
        dependencies: '{{ json parents }}',
      },
      state,
    );
    expect(skeletons).toHaveLength(2);
    expect((await run({ target_count: 1, dependencies: '' })).skeletons).toHaveLength(1);
  });

  test('a seed repeats the draws; without one each execution has its own', async () => {
    const config = { target_count: 30, categorical_fields: ['plan', 'role'] };
    const draw = async (seed: number | null, randomKey: string) =>
      (await run({ ...config, seed }, undefined, randomKey)).skeletons;
    expect(await draw(42, 'x')).toEqual(await draw(42, 'y'));
    expect(await draw(null, 'x')).toEqual(await draw(null, 'x'));
    expect(await draw(null, 'x')).not.toEqual(await draw(null, 'y'));
    expect(await draw(42, 'x')).not.toEqual(await draw(43, 'x'));
  });

  test('null is no category', async () => {
    const state = { samples: [{ plan: null }, { plan: 'free' }, {}] };
    const { skeletons } = await run({ categorical_fields: ['plan'] }, state);
    expect(share(skeletons, ({ plan }) => plan === 'free')).toBe(1);
  });

  test('warns about few samples and unseen combinations', async () => {
    const state = {
      samples: [
        { a: 1, b: 1 },
        { a: 2, b: null },
      ],
    };
    const { logs, skeletons } = await run(
      { target_count: 50, categorical_fields: ['a', 'b'], dependencies: { b: ['a'] } },
      state,
    );
    expect(logs[0]?.message).toContain('Only 2 samples');
    expect(logs[1]?.message).toContain("'b' was never seen");
    expect(share(skeletons, ({ b }) => b === 1)).toBe(1);
  });

  test('says what is wrong', async () => {
    const fields = ['plan', 'role'];
    const expectError = (message: string, config: Config, state?: JsonObject) =>
      expect(run({ categorical_fields: fields, ...config }, state)).rejects.toThrow(message);
    await expectError("Field 'samples' holds no samples", {}, {});
    await expectError('>= 1', { target_count: '{{ n }}' }, { samples, n: 0 });
    await expectError("'team' is not one of", { dependencies: { role: ['team'] } });
    await expectError("'team' is not one of", { dependencies: { team: ['role'] } });
    await expectError('Circular dependency detected in field dependencies: plan → role → plan', {
      dependencies: { role: ['plan'], plan: ['role'] },
    });
    await expectError("categorical field 'plna'", { categorical_fields: ['plna'] });
    await expectError("numeric field 'bio'", { numeric_fields: ['bio'] });
  });
});
