import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequirement } from '../packages/parse-requirement.js';
import { npmArguments } from './npm-arguments.js';

const places = { prefix: 'aside', home: 'home' };
const fixed = npmArguments([], places);

test('row 37: no script is run, nothing is asked for that was not declared', () => {
  expect(fixed).toEqual(
    expect.arrayContaining(['install', '--ignore-scripts', '--no-audit', '--no-fund']),
  );
  expect(fixed.at(-1)).toBe('--');
});

test('row 38: whatever is declared, the arguments are the fixed ones and one name@range', () => {
  const declared = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.stringMatching(/^[-@./a-z]{0,12}$/), fc.stringMatching(/^[-@^~*<>=|0-9.x a-z:/]*$/))
      .map(([name, range]) => `${name}@${range}`),
  );
  fc.assert(
    fc.property(declared, (text) => {
      const requirement = parseRequirement(text);
      if (requirement === undefined) return;
      const args = npmArguments([requirement], places);
      expect(args.slice(0, -1)).toEqual(fixed);
      expect(args.at(-1)).toMatch(/^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+@[\w.*|<>=~^ +-]+$/);
      expect(args.at(-1)).not.toMatch(/^-/);
    }),
    { numRuns: 10_000 },
  );
});
