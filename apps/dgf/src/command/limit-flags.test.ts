import { Parser } from '@oclif/core';
import { Constraints } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { limitFlags, toConstraints } from './limit-flags.js';

const parse = async (argv: string[]) =>
  toConstraints((await Parser.parse(argv, { flags: limitFlags })).flags);

test('every limit of a job has a flag of its own', async () => {
  const argv = Object.keys(limitFlags).flatMap((name, at) => [`--${name}`, String(at)]);
  const { constraints = {} } = await parse(argv);
  expect(Object.keys(constraints).toSorted()).toEqual(
    Object.keys(Constraints.properties).toSorted(),
  );
  expect(new Set(Object.values(constraints)).size).toBe(Object.keys(limitFlags).length);
});

test('-1 is a value, dollars may have cents, and nothing given is no limit', async () => {
  expect(await parse(['--max-tokens', '-1', '--max-cost', '2.50'])).toEqual({
    constraints: { max_total_tokens: -1, max_total_cost: 2.5 },
  });
  expect(await parse([])).toEqual({});
});

test.each([
  ['--max-cost', 'much'],
  ['--max-cost', '-2'],
  ['--max-cost', ' '],
  ['--max-tokens', '1.5'],
  ['--max-execution-time', '-2'],
])('%s %j is refused, with its name', async (...argv) => {
  await expect(parse(argv)).rejects.toThrow(argv[0]);
});
