import { ValidationError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { parseSeeds, type ParseOptions } from './parse-seeds.js';

const csv = (text: string, options: Partial<ParseOptions> = {}) =>
  parseSeeds(text, { format: 'csv', ...options });

async function errorOf(text: string): Promise<ValidationError> {
  const error: unknown = await csv(text).catch((reason: unknown) => reason);
  if (error instanceof ValidationError) return error;
  throw new Error('It was accepted');
}

describe('CSV seeds', () => {
  test('each column is a field, each row a seed', async () => {
    const { seeds, warnings } = await csv('topic,level\ncats,1\n"dogs, ""big"" ones",\n');
    expect(seeds).toEqual([
      { seed_index: 0, repetitions: 1, metadata: { topic: 'cats', level: '1' } },
      { seed_index: 1, repetitions: 1, metadata: { topic: 'dogs, "big" ones', level: '' } },
    ]);
    expect(warnings).toEqual([]);
  });

  test('the column repetitions is the repetitions', async () => {
    const { seeds, warnings } = await csv('repetitions,topic\n3,a\n,b\n 2 ,c\n0,d\n');
    expect(seeds.map(({ repetitions, metadata }) => [repetitions, metadata])).toEqual([
      [3, { topic: 'a' }],
      [1, { topic: 'b' }],
      [2, { topic: 'c' }],
      [0, { topic: 'd' }],
    ]);
    expect(warnings).toEqual(['1 seed(s) have repetitions=0 (will not generate records)']);
    expect((await errorOf('repetitions,topic\n1,a\nmany,b\n')).message).toBe(
      "Seed 2 has 'repetitions' that is not a whole number from 0 to 1000000.",
    );
  });

  test('marks, line ends, blank lines and cells of several lines', async () => {
    for (const end of ['\n', '\r\n']) {
      const text = ['\uFEFFa,"b ""x"""', '1,"one', 'two, three"', '', '2,', ''].join(end);
      const { seeds } = await csv(text);
      expect(seeds.map(({ metadata }) => metadata)).toEqual([
        { a: '1', 'b "x"': `one${end}two, three` },
        { a: '2', 'b "x"': '' },
      ]);
    }
    expect((await csv('a\n1')).seeds).toHaveLength(1);
    expect((await csv('__proto__,日本\nx,🎉')).seeds[0]?.metadata).toEqual(
      JSON.parse('{"__proto__":"x","日本":"🎉"}'),
    );
  });

  test.each([
    ['a,b,a\n1,2,3', "The header of the CSV, line 1, has two columns called 'a'."],
    ['a,,b\n1,2,3', 'The header of the CSV, line 1, has no name for column 2.'],
    ['a;b\n1;2', "is one column, 'a;b'. Separate the cells with commas."],
    ['a\tb\n1\t2', 'Separate the cells with commas.'],
    ['a,b\n1,"x\n2,y\n', 'a quote is opened and never closed'],
    ['a,b\n1,"x"y\n', 'The CSV is broken at line 2: behind a closing quote'],
    ['a,b\n1,x"y\n', 'The CSV is broken at line 2: a quote stands within a cell'],
  ])('%j is refused', async (text, message) => {
    const error = await errorOf(text);
    expect(error.code).toBe('csv_invalid');
    expect(error.message).toContain(message);
    expect(error.detail.line).toBeTypeOf('number');
  });

  test('rows of another length are bad seeds, told by their lines', async () => {
    const text = 'a,b\n1,2\n"x\ny",3\n4\n5,6,7\n';
    const error = await errorOf(text);
    expect(error).toMatchObject({
      code: 'bad_seeds',
      detail: { seeds: [3, 4], problems: [{ line: 5 }, { line: 6 }] },
    });
    expect(error.message).toContain('Line 5 has 1 cells, but the header has 2.');
    const { seeds, warnings } = await csv(text, { strict: false });
    expect(seeds).toHaveLength(2);
    expect(warnings[1]).toBe('Line 6 has 3 cells, but the header has 2. It was skipped.');
  });

  test.each(['', '\n\n', 'a,b\n', 'a,b'])('%j holds no seeds', async (text) => {
    expect(await errorOf(text)).toMatchObject({ code: 'no_executions' });
  });
});
