import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRegistry } from '@datagenflow/extensions/testing';
import { expect, test } from '@playwright/test';
import { startServer } from '../support/start-server.js';

const NEEDING = `import { answer } from 'answers';
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Oracle = block(class extends BaseBlock.define({
  name: 'Oracle', description: 'Answers', inputs: [], outputs: ['answer'],
  dependencies: ['answers@^2.0.0'],
}) { async execute() { return { answer }; } });
`;

test('EXT-03, EXT-04: what a block needs is shown, and installed by a button', async ({ page }) => {
  await using registry = await startRegistry([
    { name: 'answers', version: '2.1.0', files: { 'index.js': 'export const answer = 42;' } },
  ]);
  const dir = `test-results/install-deps-${Date.now()}`;
  const blocks = join(dir, 'blocks');
  await mkdir(blocks, { recursive: true });
  await writeFile(join(blocks, 'oracle.ts'), NEEDING);
  await using server = await startServer(join(dir, 'data'), {
    DATAGENFLOW_BLOCKS_PATH: blocks,
    NPM_CONFIG_REGISTRY: registry.url,
  });
  await page.goto(`${server.url}/extensions`);
  const list = page.getByRole('region', { name: 'Blocks' });
  await expect(list.getByText('answers@^2.0.0').first()).toBeVisible();
  await list.getByRole('button', { name: /Install deps/i }).click();
  await expect(list.getByText('2.1.0').first()).toBeVisible({ timeout: 30_000 });
  await expect(list.getByRole('button', { name: /Install deps/i })).toBeHidden();
});
