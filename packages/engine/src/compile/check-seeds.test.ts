import { describe, expect, test } from 'vitest';
import { compileRunnable } from '../testing/compile-blocks.js';
import { makeBlock } from '../testing/make-block.js';
import { checkSeeds } from './check-seeds.js';

const Reader = makeBlock('Reader', () => ({}), { inputs: ['topic'], outputs: ['text'] });

const seeds = (count: number, lacking: (number: number) => boolean) =>
  Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    metadata: lacking(i + 1) ? { other: 1 } : { topic: null },
  }));

describe('checkSeeds', () => {
  test('is content when every seed has every field, null included', async () => {
    expect(
      checkSeeds(
        await compileRunnable([Reader]),
        seeds(3, () => false),
      ),
    ).toEqual([]);
  });

  test('names one seed, or several', async () => {
    const pipeline = await compileRunnable([Reader]);
    expect(
      checkSeeds(
        pipeline,
        seeds(3, (n) => n === 2),
      ),
    ).toEqual([
      {
        step: 1,
        step_id: 'Reader-1',
        code: 'missing_field',
        severity: 'error',
        message: "Reader needs 'topic', which seed 2 does not have",
        fields: ['topic'],
        hint: 'Add "topic" to the metadata of each seed.',
      },
    ]);
    const [problem] = checkSeeds(
      pipeline,
      seeds(4, (n) => n > 1),
    );
    expect(problem?.message).toBe("Reader needs 'topic', which seeds 2–4 do not have");
  });

  test('names the first hundred and counts the rest', async () => {
    const [problem] = checkSeeds(
      await compileRunnable([Reader]),
      seeds(250, () => true),
    );
    expect(problem?.message).toMatch(/which seeds 1–100 and 150 more do not have$/);
  });

  test('a field that an earlier step writes is not asked for', async () => {
    const Writer = makeBlock('Writer', () => ({}), { outputs: ['topic'] });
    const pipeline = await compileRunnable([Writer, Reader]);
    expect(
      checkSeeds(
        pipeline,
        seeds(2, () => true),
      ),
    ).toEqual([]);
  });
});
