import { ManualClock, settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { compileRunnable } from '../testing/compile-blocks.js';
import { makeBlock } from '../testing/make-block.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { OpenPipeline } from './open-pipeline.js';

async function openOf(...blocks: ReturnType<typeof makeBlock>[]) {
  const clock = new ManualClock();
  const pipeline = await compileRunnable(blocks);
  return {
    clock,
    open: new OpenPipeline(pipeline, clock),
    steps: pipeline.steps as [CompiledStep],
  };
}

describe('OpenPipeline', () => {
  test('opens one instance per step, when first asked, and disposes of each once', async () => {
    const told: string[] = [];
    const parts = {
      setup: async () => void told.push('setup'),
      dispose: async () => void told.push('dispose'),
    };
    const Told = makeBlock('Told', () => ({}), parts);
    const { open, steps } = await openOf(Told, Told);
    expect(told).toEqual([]);
    const [first, second] = await Promise.all([open.block(steps[0]), open.block(steps[0])]);
    expect(first).toBe(second);
    await open[Symbol.asyncDispose]();
    await open[Symbol.asyncDispose]();
    expect(told).toEqual(['setup', 'dispose']);
  });

  test('a dispose that throws or hangs keeps no other from its turn', async () => {
    const told: string[] = [];
    const Throws = makeBlock('Throws', () => ({}), {
      dispose: () => Promise.reject(new Error('no luck')),
    });
    const Hangs = makeBlock('Hangs', () => ({}), { dispose: () => new Promise(() => {}) });
    const Fine = makeBlock('Fine', () => ({}), { dispose: async () => void told.push('fine') });
    const { open, steps, clock } = await openOf(Throws, Hangs, Fine);
    for (const step of steps) await open.block(step);
    const closing = open[Symbol.asyncDispose]();
    await Promise.all([expect(closing).rejects.toThrow('no luck'), clock.advance(10_000)]);
    expect(told).toEqual(['fine']);
    expect(clock.sleeping).toBe(0);
  });

  test('closing gives up a setup under way, and disposes of what it makes', async () => {
    const told: string[] = [];
    const setup = Promise.withResolvers<void>();
    const Slow = makeBlock('Slow', () => ({}), {
      setup: () => setup.promise,
      dispose: async () => void told.push('disposed'),
    });
    const { open, steps, clock } = await openOf(Slow);
    await Promise.all([
      expect(open.block(steps[0])).rejects.toThrow('was closed'),
      open[Symbol.asyncDispose](),
    ]);
    setup.resolve();
    await settle();
    expect(told).toEqual(['disposed']);
    expect(clock.sleeping).toBe(0);
  });
});
