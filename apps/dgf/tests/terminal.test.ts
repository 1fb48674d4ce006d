import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createWorkspace } from './support/dgf.js';
import { runInTerminal } from './support/terminal.js';

const SEEDS = 1_500;

/** What stood on the lines of the terminal, each state of a line that is drawn anew for itself. */
const lines = (shown: string): string[] =>
  shown
    .replaceAll('\u001B[1G', '\n')
    .split(/[\r\n]+/)
    .map((line) => stripVTControlCharacters(line).trimEnd());

test('in a terminal a run shows how far it is, fits 80 columns, and Ctrl-C says how to go on', async () => {
  await using work = await createWorkspace();
  const seeds = Array.from({ length: SEEDS }, (_, n) => ({ metadata: { content: `Text ${n}` } }));
  await work.write('seeds.json', seeds);
  const args = ['run', 'text_classification', 'seeds.json', '-o', 'out.jsonl'];
  const first = runInTerminal(work.path, [...args, '--concurrency', '2']);
  await expect
    .poll(() => lines(first.shown).join('\n'), { timeout: 60_000 })
    .toMatch(/\d+ of 1,?500/);
  first.type('\u0003');
  expect(await first.ended).toBe(130);
  expect(lines(first.shown).filter((line) => line.length > 80)).toEqual([]);
  expect(first.shown).toContain('\u001B[');
  const resume = /dgf run --resume 1/.exec(stripVTControlCharacters(first.shown));
  expect(resume).not.toBeNull();

  const second = runInTerminal(work.path, ['run', '--resume', '1', '-o', 'out.jsonl']);
  expect(await second.ended).toBe(0);
  expect(stripVTControlCharacters(second.shown)).toContain(`completed · 1,500 records · 0 failed`);
  const records = await readFile(join(work.path, 'out.jsonl'), 'utf8');
  expect(records.trimEnd().split('\n')).toHaveLength(SEEDS);
}, 120_000);
