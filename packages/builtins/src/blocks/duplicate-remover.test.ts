import { checkBlock, runBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import type { Json, JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { DuplicateRemover } from './duplicate-remover.js';

type Config = NonNullable<ConstructorParameters<typeof DuplicateRemover>[0]>;

/** Answers with a vector per text: its letters a, b and c, counted. */
const letters = () =>
  scriptedLlm(
    Array.from({ length: 20 }, () => (request) => {
      const { texts } = request as unknown as { texts: string[] };
      return texts.map((text) => ['a', 'b', 'c'].map((letter) => text.split(letter).length - 1));
    }),
  );

const run = async (state: JsonObject, config: Config = {}) => {
  const llm = letters();
  const { output } = await runBlock(DuplicateRemover, { config, state, llm });
  return { samples: output?.generated_samples as JsonObject[], requests: llm.requests };
};

const flags = (samples: readonly JsonObject[]): (Json | undefined)[] =>
  samples.map((sample) => sample['is_duplicate']);

describe('DuplicateRemover', () => {
  test('keeps the rules for blocks', async () => {
    const report = await checkBlock(DuplicateRemover, {
      state: { samples: [{ t: 'a' }, { t: 'b' }] },
      llm: letters,
    });
    expect(report.problems).toEqual([]);
  });

  test('flags samples like a seed sample or like each other', async () => {
    const { samples } = await run({
      _seed_samples: [{ t: 'c' }],
      samples: [{ t: 'a', _hints: {} }, { t: 'aa', n: 1 }, { t: 'b' }, { t: 'cc' }],
    });
    expect(samples).toEqual([
      { t: 'a', similarity_to_seeds: 0, similarity_to_generated: 1, is_duplicate: true },
      { t: 'aa', n: 1, similarity_to_seeds: 0, similarity_to_generated: 1, is_duplicate: true },
      { t: 'b', similarity_to_seeds: 0, similarity_to_generated: 0, is_duplicate: false },
      { t: 'cc', similarity_to_seeds: 1, similarity_to_generated: 0, is_duplicate: true },
    ]);
  });

  test('removing keeps the first of its kind', async () => {
    const state = {
      _seed_samples: [{ t: 'c' }],
      samples: ['a', 'aa', 'b', 'cc'].map((t) => ({ t })),
    };
    const { samples } = await run(state, { mode: 'remove' });
    expect(samples.map(({ t }) => t)).toEqual(['a', 'b']);
    expect(flags(samples)).toEqual([false, false]);
  });

  test('compares only the fields asked for', async () => {
    const samples = [
      { x: 'a', y: 'b' },
      { x: 'a', y: 'c' },
    ];
    expect(flags((await run({ samples }, { comparison_fields: ['x'] })).samples)).toEqual([
      true,
      true,
    ]);
    const asked = { samples, fields: ['y'] };
    expect(flags((await run(asked, { comparison_fields: '{{ json fields }}' })).samples)).toEqual([
      false,
      false,
    ]);
  });

  test('samples without text keep their place and are never sent', async () => {
    const { samples, requests } = await run({ samples: [{ t: 'a' }, { t: ' ' }, {}, { t: 'a' }] });
    expect(flags(samples)).toEqual([true, false, false, true]);
    expect(requests).toEqual([{ kind: 'embed', texts: ['a'] }]);
    expect((await run({ samples: [{ n: 1 }] })).requests).toEqual([]);
  });

  test('an embedding that fails, fails the step', async () => {
    const failing = runBlock(DuplicateRemover, {
      state: { samples: [{ t: 'a' }] },
      llm: scriptedLlm([new Error('no route')]),
    });
    await expect(failing).rejects.toThrow('no route');
    const mixed = runBlock(DuplicateRemover, {
      state: { samples: [{ t: 'a' }, { t: 'b' }] },
      llm: scriptedLlm([[[1, 0], [1]]]),
    });
    await expect(mixed).rejects.toMatchObject({ code: 'embeddings_invalid' });
  });

  test('a single sample is like none', async () => {
    expect(flags((await run({ samples: [{ t: 'a' }] })).samples)).toEqual([false]);
  });

  test('names what is wrong with the samples', async () => {
    for (const samples of [[], null, 'text', ['text']]) {
      await expect(run({ samples })).rejects.toMatchObject({ code: 'samples_invalid' });
    }
  });
});
