import { expect, test } from 'vitest';
import { hintsFor } from './program-name.js';

test('hints name what starts the program', () => {
  const inClone = hintsFor('npm run dgf --');
  expect(inClone('Go on with: dgf run --resume 3 -o out.jsonl')).toBe(
    'Go on with: npm run dgf -- run --resume 3 -o out.jsonl',
  );
  expect(inClone('in /srv/dgf and @datagenflow/dgf 1.0')).toBe(
    'in /srv/dgf and @datagenflow/dgf 1.0',
  );
  expect(hintsFor(undefined)('dgf run')).toBe('dgf run');
});
