import { expect, test } from 'vitest';
import { seedFormatOf } from './seed-format.js';

test.each([
  ['a.json', 'json'],
  ['A.JSON', 'json'],
  ['a.b.jsonl', 'jsonl'],
  ['a.ndjson', 'jsonl'],
  ['a.csv', 'csv'],
  ['notes.md', 'text'],
  ['notes.markdown', 'text'],
  ['notes.txt', 'text'],
])('%s is read as %s', (name, format) => {
  expect(seedFormatOf(name)).toBe(format);
});

test.each(['a.pdf', 'json', '', 'a.json.gz'])('%j is refused with what there is', (name) => {
  expect(() => seedFormatOf(name)).toThrow(
    expect.objectContaining({
      code: 'seed_format_unknown',
      message: `'${name}' is no seed file. Seed files end in .json, .jsonl, .ndjson, .csv, .md, .markdown, .txt.`,
    }),
  );
});
