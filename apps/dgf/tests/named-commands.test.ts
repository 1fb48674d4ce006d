import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCommands } from './support/read-commands.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SOURCES = '{packages,apps}/*/{src,bin}/**/*.{ts,tsx,js}';
const NAMED = /\bdgf (?<first>[a-z][a-z-]*)(?: (?<second>[a-z][a-z-]*))?/g;

/** What follows the program’s name where it is the subject of a sentence. */
const VERBS = ['in', 'needs', 'sign', 'talks'];

test('every command that a message or a comment names is there', async () => {
  const ids = new Set((await readCommands()).map(({ id }) => id));
  const files = globSync(SOURCES, { cwd: ROOT }).filter((file) => !file.includes('.test.'));
  const named = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(NAMED)].map(({ groups }) => ({
      file,
      first: groups?.['first'] ?? '',
      second: groups?.['second'] ?? '',
    })),
  );
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(
    ({ first, second }) =>
      !ids.has(first) && !ids.has(`${first}:${second}`) && !VERBS.includes(first),
  );
  expect(missing).toEqual([]);
});
