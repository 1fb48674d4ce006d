import { checkBlock, runJobBlock } from '@datagenflow/block-sdk/testing';
import type { Json } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { NearDuplicate } from './near-duplicate.js';

type Config = NonNullable<ConstructorParameters<typeof NearDuplicate>[0]>;

const run = (values: readonly Json[], config: Config = {}) =>
  runJobBlock(NearDuplicate, {
    config: { field_name: 'text', ...config },
    records: values.map((text) => ({ fields: { text } })),
  });

const flags = async (values: readonly Json[], config?: Config) =>
  (await run(values, config)).patches.map(({ fields }) => fields?.is_duplicate);

const SENTENCE =
  'The quick brown fox jumps over the lazy dog while the cat sleeps on the warm roof of the old ' +
  'barn behind the village church and nobody in the whole valley takes any notice of it at all';
const original = { seed_index: 0, repetition: 0, branch: '' };

describe('NearDuplicate', () => {
  test('keeps the rules for blocks', async () => {
    const options = { state: { assistant: 'a text' } };
    expect((await checkBlock(NearDuplicate, options)).problems).toEqual([]);
  });

  test('flags what repeats most of an earlier text, and names the first of its kind', async () => {
    const { patches } = await run([SENTENCE, `${SENTENCE} today`, 'Another one.', SENTENCE]);
    const [first, second, third, fourth] = patches.map(({ fields }) => fields);
    expect(first).toEqual({ is_duplicate: false, duplicate_of: null, similarity: 0 });
    expect(second).toMatchObject({ is_duplicate: true, duplicate_of: original });
    expect(second?.similarity).toBeGreaterThan(0.8);
    expect(second?.similarity).toBeLessThan(1);
    expect(third).toMatchObject({ is_duplicate: false, duplicate_of: null });
    expect(fourth).toEqual({ is_duplicate: true, duplicate_of: original, similarity: 1 });
  });

  test('drops duplicates with a reason', async () => {
    const { records, patches } = await run(['One two.', 'one  TWO', 'Three.'], { mode: 'drop' });
    expect(records.map(({ fields }) => fields['text'])).toEqual(['One two.', 'Three.']);
    expect(patches[1]).toEqual({
      record_id: 2,
      drop: 'nearly repeats (similarity 1.00) the record of seed 0, repetition 0',
    });
  });

  test('exact: letter case and white space do not matter, punctuation does', async () => {
    const config: Config = { method: 'exact' };
    expect(await flags(['One two.', 'one\n TWO. ', 'One two', '?', '!'], config)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test('the threshold decides', async () => {
    const texts = [SENTENCE, SENTENCE.replace('lazy dog', 'sleeping wolf')];
    expect(await flags(texts, { threshold: 0.95 })).toEqual([false, false]);
    expect(await flags(texts, { threshold: 0.5 })).toEqual([false, true]);
  });

  test('records without text are similar to nothing, other values are compared as JSON', async () => {
    const { patches, logs } = await run(['', null, ' ', { a: 1, b: [2] }, { b: [2], a: 1 }]);
    expect(patches.map(({ fields }) => fields?.is_duplicate)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(logs.map(({ message }) => message)).toEqual(["3 records have no text in 'text'."]);
  });

  test('fields of the seed and paths are found', async () => {
    const { patches } = await runJobBlock(NearDuplicate, {
      config: { field_name: 'generated.title' },
      records: [
        { metadata: { generated: { title: 'A b' } } },
        { fields: { generated: { title: 'a b' } } },
      ],
    });
    expect(patches[1]?.fields?.is_duplicate).toBe(true);
    expect(new NearDuplicate().requiredFields(new NearDuplicate().config)).toEqual(['assistant']);
  });

  test('the result depends on identities, not on the numbers of records', async () => {
    const texts = [SENTENCE, SENTENCE, 'Other.', 'other'];
    const finished = async (ids: number[]) => {
      const records = texts.map((text, index) => ({
        record_id: ids[index] ?? 0,
        fields: { text },
      }));
      const { patches } = await runJobBlock(NearDuplicate, {
        config: { field_name: 'text' },
        records,
      });
      return patches.map(({ fields }) => fields);
    };
    expect(await finished([1, 2, 3, 4])).toEqual(await finished([9, 3, 40, 1]));
  });

  test('ends when it is cancelled', async () => {
    const running = runJobBlock(NearDuplicate, {
      records: [{ fields: { assistant: 'a' } }],
      signal: AbortSignal.abort(new Error('stop')),
    });
    await expect(running).rejects.toThrow('stop');
  });

  test('hostile: texts of 1 MB', async () => {
    const size = 1_000_000;
    const texts = [
      'a'.repeat(size),
      'a '.repeat(size / 2),
      '\u0301'.repeat(size),
      '日'.repeat(size),
    ];
    const numbers = Array.from({ length: size / 8 }, (_, at) => `${at}`).join(' ');
    expect(await flags([...texts, numbers, `${numbers} more`])).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  }, 60_000);

  test('hostile: 10,000 texts that are all somewhat alike', async () => {
    const shared = Array.from({ length: 30 }, (_, at) => `word${at}`).join(' ');
    const texts = Array.from({ length: 10_000 }, (_, at) => `${shared} ${at} ${at * 7} ${at * 13}`);
    const { patches, logs } = await run(texts, { shingle_size: 1, threshold: 1 });
    expect(patches.filter(({ fields }) => fields?.is_duplicate === true)).toEqual([]);
    expect(logs).toEqual([]);
    const loose = await run(texts.slice(0, 3_000), { shingle_size: 1, threshold: 0.95 });
    expect(loose.patches).toHaveLength(3_000);
  }, 60_000);
});
