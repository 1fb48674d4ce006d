import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRegistry } from '@datagenflow/extensions/testing';
import { expect, test } from 'vitest';
import { createWorkspace } from './support/dgf.js';

const needing = (type: string, name: string) => `import { answer } from '${name}';
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const ${type} = block(class extends BaseBlock.define({
  name: '${type}', description: 'Answers', inputs: [], outputs: ['answer'],
  dependencies: ['${name}@^2.0.0'],
}) { async execute() { return { answer }; } });
`;

const answering = (name: string) => ({
  name,
  version: '2.1.0',
  files: { 'index.js': 'export const answer = 42;' },
});

test('EXT-24: the server installs what a block needs: with blocks add, and later', async () => {
  await using registry = await startRegistry([answering('first'), answering('second')]);
  await using work = await createWorkspace();
  await work.write('first.ts', needing('First', 'first'));
  await work.write('second.ts', needing('Second', 'second'));
  const server = work.start(['start', '--port', '0'], { NPM_CONFIG_REGISTRY: registry.url });
  const [url = ''] = /http:\/\/localhost:\d+/.exec(await server.says('Ctrl-C')) ?? [];
  const env = { DATAGENFLOW_ENDPOINT: url };

  const added = await work.runWarm(['blocks', 'add', 'first.ts', '--install-deps'], env);
  expect(added.stderr).toBe('');
  expect(added.stdout).toMatch(/✓ .*first\.ts: First\n✓ .*first@2\.1\.0/);

  const without = await work.runWarm(['blocks', 'add', 'second.ts'], env);
  expect(without.stderr).toContain('dgf blocks install-deps Second');
  await expect
    .poll(() => findBlock('Second'), { timeout: 30_000 })
    .toMatchObject({ error: expect.stringContaining('second') as string });
  const installed = await work.runWarm(['blocks', 'install-deps', 'Second', '--json'], env);
  expect(JSON.parse(installed.stdout)).toMatchObject({ installed: [{ name: 'second' }] });

  for (const type of ['First', 'Second']) {
    await expect
      .poll(() => findBlock(type), { timeout: 30_000 })
      .toMatchObject({ available: true });
  }
  const again = await work.runWarm(['blocks', 'install-deps', 'Second'], env);
  expect(again.code).toBe(0);
  const unknown = await work.runWarm(['blocks', 'install-deps', 'Third'], env);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  const tree = join(work.path, 'data', 'extensions', 'node_modules', 'second', 'package.json');
  expect(JSON.parse(await readFile(tree, 'utf8'))).toMatchObject({ version: '2.1.0' });

  async function findBlock(type: string): Promise<unknown> {
    const blocks = (await (await fetch(`${url}/api/blocks`)).json()) as { type: string }[];
    return blocks.find((each) => each.type === type);
  }
});
