import { expect, test } from 'vitest';
import { countExecutions, formatOf, guessFormat, readSeeds } from './read-seeds.js';

test.each([
  ['seeds.JSON', 'json'],
  ['seeds.ndjson', 'jsonl'],
  ['a.b.csv', 'csv'],
  ['notes.md', 'md'],
  ['notes.markdown', 'txt'],
  ['notes', 'txt'],
])('%s is %s', (name, format) => {
  expect(formatOf(name)).toBe(format);
});

test.each([
  ['[{"metadata": {}}]', 'json'],
  ['{\n"metadata": {}\n}', 'json'],
  ['{"metadata": {}}', 'json'],
  ['{"metadata": {}}\n{"metadata": {}}', 'jsonl'],
  ['# Title\ntext', 'md'],
  ['topic,tone\nbikes,calm', 'csv'],
  ['One text. With, commas.\nAnd lines.', 'txt'],
  ['Hello, you', 'txt'],
])('%j seems to be %s', (text, format) => {
  expect(guessFormat(text)).toBe(format);
});

test('seeds are numbered, and their repetitions counted', () => {
  const seeds = readSeeds('[{"repetitions": 3, "metadata": {"a": 1}}, {"metadata": {}}]', 'json');
  expect(seeds).toEqual([
    { number: 1, repetitions: 3, seed: { repetitions: 3, metadata: { a: 1 } } },
    { number: 2, repetitions: 1, seed: { metadata: {} } },
  ]);
  expect(countExecutions(seeds ?? [])).toBe(4);
});

test('a CSV row is metadata, but for its repetitions', () => {
  expect(readSeeds('topic, repetitions\n"bikes, red",2\n', 'csv')).toEqual([
    { number: 1, repetitions: 2, seed: { repetitions: 2, metadata: { topic: 'bikes, red' } } },
  ]);
});

test('a broken line of JSONL is one seed to be told of; broken JSON is none', () => {
  expect(readSeeds('{"metadata": {}}\n\nnope\n', 'jsonl')?.map(({ number }) => number)).toEqual([
    1, 2,
  ]);
  expect(readSeeds('[{]', 'json')).toBeNull();
});

test('a text is one seed, unless it is blank', () => {
  expect(readSeeds('Hello', 'md')?.[0]?.seed).toEqual({ metadata: { file_content: 'Hello' } });
  expect(readSeeds(' \n', 'txt')).toEqual([]);
});
