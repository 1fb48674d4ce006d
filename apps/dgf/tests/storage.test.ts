import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '@datagenflow/contracts';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
});
afterEach(() => work[Symbol.asyncDispose]());

const backups = async () => readdir(join(work.path, 'data', 'backups'));

test('dgf backup copies the database, with a server and without', async () => {
  const here = await work.run(['backup']);
  expect(here).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('without keys') as string,
  });
  const server = work.start(['start', '--port', '0']);
  await server.says('Ctrl-C');
  const there = await work.runWarm(['backup', '--with-keys', '--json']);
  expect((JSON.parse(there.stdout) as Backup).with_keys).toBe(true);
  expect(await backups()).toHaveLength(2);
  expect(here.stdout).toContain((await backups())[0]);
});

test('dgf prune says how many calls it removed', async () => {
  const { code, stdout } = await work.runWarm(['prune', '--older-than', '0']);
  expect([code, stdout]).toEqual([0, '✓ 0 calls removed\n']);
  expect((await work.runWarm(['prune', '--max-mb', '0'])).stdout).toBe('✓ 0 calls removed\n');
  expect((await work.runWarm(['prune', '--older-than', 'x'])).code).toBe(2);
  expect((await work.runWarm(['prune', '--max-mb', '-1'])).code).toBe(2);
});
