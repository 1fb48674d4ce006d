import { readFile } from 'node:fs/promises';
import type { Pipeline } from '@datagenflow/contracts';
import { readExampleSeeds, readJson, runTemplate } from '../support/api.js';
import { expect, test } from '../support/test.js';

test('a pipeline is duplicated, renamed, exported, imported and deleted', async ({
  page,
  request,
}) => {
  const job = await runTemplate(request, await readExampleSeeds(request));
  const original = await readJson<Pipeline>(request, `/api/pipelines/${job.pipeline_id}`);
  await page.goto('/pipelines');
  const openMenu = (id: number) =>
    page.getByRole('button', { name: new RegExp(`^More: .* #${id}$`) }).click();
  const choose = (name: string) => page.getByRole('menuitem', { name }).click();

  await openMenu(original.id);
  await choose('Duplicate');
  await expect(page.getByText(/^Stored as/)).toBeVisible();
  const [copy] = await readJson<Pipeline[]>(request, '/api/pipelines');
  expect(copy?.definition.blocks).toEqual(original.definition.blocks);
  const id = copy?.id ?? 0;

  await openMenu(id);
  await choose('Rename');
  await page.getByRole('textbox', { name: 'Name' }).fill('My own');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /^My own/ })).toBeVisible();

  await openMenu(id);
  const download = page.waitForEvent('download');
  await choose('Export YAML');
  const yaml = await readFile(await (await download).path(), 'utf8');
  expect(yaml).toContain('name: My own');

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a pipeline' }).click();
  const buffer = Buffer.from(yaml.replace('My own', 'Brought in'));
  await (await chooser).setFiles({ name: 'flow.yaml', mimeType: 'application/yaml', buffer });
  await expect(page.getByRole('row', { name: /^Brought in/ })).toBeVisible();

  await openMenu(id);
  await choose('Developer');
  const developer = page.getByRole('dialog');
  await expect(developer).toContainText(`dgf run ${id} seeds.json -o records.jsonl`);
  await page.keyboard.press('Escape');
  await expect(developer).toBeHidden();

  await openMenu(original.id);
  await choose('Delete');
  const dialog = page.getByRole('dialog');
  const records = job.records_generated;
  await expect(dialog).toContainText(`1 job and ${records} record${records === 1 ? '' : 's'}`);
  await dialog.getByRole('button', { name: 'Delete pipeline' }).click();
  await expect(page.getByText(/^Deleted/)).toBeVisible();
  expect((await request.get(`/api/pipelines/${original.id}`)).status()).toBe(404);
});
