import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BlockInfo } from '@datagenflow/contracts';
import { createWorkspace } from './support/dgf.js';

const PATHS = {
  DATAGENFLOW_BLOCKS_PATH: 'team/blocks',
  DATAGENFLOW_TEMPLATES_PATH: 'team/templates',
};

test('EXT-07: registry, watcher and commands use the directories that the environment names', async () => {
  await using work = await createWorkspace();
  await work.runWarm(['blocks', 'scaffold', 'Early', '--dir', 'team/blocks'], PATHS);
  const debounce = { DATAGENFLOW_HOT_RELOAD_DEBOUNCE_MS: '50' };
  const server = work.start(['start', '--port', '0'], { ...PATHS, ...debounce });
  const [url = ''] = /http:\/\/localhost:\d+/.exec(await server.says('Ctrl-C')) ?? [];
  const env = { ...PATHS, DATAGENFLOW_ENDPOINT: url };
  const listTypes = async () => {
    const blocks = (await (await fetch(`${url}/api/extensions/blocks`)).json()) as BlockInfo[];
    return blocks.filter(({ source }) => source === 'user').map(({ type }) => type);
  };
  expect(await listTypes()).toEqual(['Early']);

  await work.runWarm(['blocks', 'scaffold', 'Late'], env);
  expect((await work.runWarm(['blocks', 'add', 'late.ts'], env)).code).toBe(0);
  expect(await readdir(join(work.path, 'team/blocks'))).toContain('late.ts');
  await expect.poll(listTypes, { timeout: 20_000 }).toEqual(['Early', 'Late']);

  await work.runWarm(['templates', 'scaffold', 'My Flow'], env);
  expect((await work.runWarm(['templates', 'add', 'my_flow.yaml'], env)).code).toBe(0);
  expect(await readdir(join(work.path, 'team/templates'))).toEqual(['my_flow.yaml']);
  const listed = async () =>
    (await work.runWarm(['templates', 'list', '--source', 'user'], env)).stdout;
  await expect.poll(listed, { timeout: 20_000 }).toMatch(/^my_flow +user +available/m);
  expect(await readdir(work.path)).not.toContain('user_blocks');
}, 120_000);
