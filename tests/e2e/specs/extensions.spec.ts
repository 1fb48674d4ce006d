import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { startServer } from '../support/start-server.js';

const examples = fileURLToPath(new URL('../../../user_blocks/', import.meta.url));

test('EXT-25, EXT-27: blocks and templates are shown, broken ones with file and line, and heal', async ({
  page,
}) => {
  const dir = `test-results/extensions-${Date.now()}`;
  const blocks = join(dir, 'blocks');
  await mkdir(blocks, { recursive: true });
  const file = join(blocks, 'readability.ts');
  await copyFile(join(examples, '_syllables.ts'), join(blocks, '_syllables.ts'));
  await writeFile(file, 'export const broken = (;\n');
  await using server = await startServer(join(dir, 'data'), { DATAGENFLOW_BLOCKS_PATH: blocks });
  await page.goto(`${server.url}/extensions`);
  const list = page.getByRole('region', { name: 'Blocks' });
  await expect(list.getByText('failed to load')).toBeVisible();
  await expect(list.getByText(/readability\.ts:1:\d+/).first()).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  }

  await copyFile(join(examples, 'readability.ts'), file);
  await expect(list.getByText('failed to load')).toBeHidden();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByText(/^Read \d+ blocks/)).toBeVisible();

  await page.getByRole('button', { name: 'Create pipeline from JSON Generation' }).click();
  await expect(page).toHaveURL(`${server.url}/pipelines`);
  await expect(page.getByRole('row', { name: /^JSON Generation #1/ })).toBeVisible();
});
