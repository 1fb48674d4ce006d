import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { expect, test, vi } from 'vitest';
import type { LoadedExtensions } from '../load-extensions.js';
import { findBlock, runBlock, silentPass, stepInput } from '../testing/run-block.js';
import { blockModule, createProject, type TemporaryProject } from '../testing/temporary-project.js';

const LONG_AGO = new Date('2026-01-01');
const NEVER = new AbortController().signal;
const SOON = { timeout: 30_000 };

const version = (n: number) => blockModule('Told', `return { n: ${n} };`);

const buildDirOf = ({ root }: TemporaryProject) => join(root, 'data/extensions/build');

async function save(project: TemporaryProject, loaded: LoadedExtensions, n: number) {
  await project.write({ 'user_blocks/told.ts': version(n) });
  await loaded.reload();
}

/** Makes all builds old, reads the files again, and names the builds that are left. */
async function prune(project: TemporaryProject, loaded: LoadedExtensions): Promise<string[]> {
  const directory = buildDirOf(project);
  for (const name of await readdir(directory)) {
    await utimes(join(directory, name), LONG_AGO, LONG_AGO);
  }
  collectGarbage();
  await loaded.reload([]);
  return readdir(directory);
}

/** Counting objects begins with a complete collection. */
const collectGarbage = () => queryObjects(WeakRef, { format: 'count' });

test('builds are removed once neither the catalog nor anything open uses them', async () => {
  await using project = await createProject({ 'told.ts': version(1) });
  await using loaded = await project.load();
  const [first = ''] = await readdir(buildDirOf(project));
  const open = await findBlock(loaded, 'Told').open({});
  await save(project, loaded, 2);
  const [second = ''] = (await readdir(buildDirOf(project))).filter((name) => name !== first);
  await save(project, loaded, 3);
  expect(await readdir(buildDirOf(project))).toHaveLength(3);

  await vi.waitFor(async () => expect(await prune(project, loaded)).not.toContain(second), SOON);
  expect(await prune(project, loaded)).toHaveLength(2);
  expect(await open.execute(stepInput(), silentPass, NEVER)).toMatchObject({ output: { n: 1 } });
  await open[Symbol.asyncDispose]();
  expect(await runBlock(findBlock(loaded, 'Told'))).toMatchObject({ output: { n: 3 } });
});

test('a start removes what is left over and old, and nothing that was built just now', async () => {
  await using project = await createProject({ 'told.ts': version(1) });
  await project.write({
    'data/extensions/build/old-0.mjs': '',
    'data/extensions/build/old-0.mjs.1.tmp': '',
    'data/extensions/build/fresh-0.mjs': '',
  });
  for (const name of ['old-0.mjs', 'old-0.mjs.1.tmp']) {
    await utimes(join(buildDirOf(project), name), LONG_AGO, LONG_AGO);
  }
  await using loaded = await project.load();
  const names = await readdir(buildDirOf(project));
  expect(names).toEqual(['fresh-0.mjs', expect.stringMatching(/^told-/)]);
  expect(await runBlock(findBlock(loaded, 'Told'))).toMatchObject({ output: { n: 1 } });
});
