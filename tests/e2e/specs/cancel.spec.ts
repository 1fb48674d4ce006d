import type { Job } from '@datagenflow/contracts';
import { readJson, template, toFile } from '../support/api.js';
import { chooseTemplate, idOf } from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('a running job is cancelled; what has ended stays', async ({ page, request }) => {
  await chooseTemplate(page, template.name);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Run with my own seeds' }).click();
  const seeds = [{ repetitions: 100_000, metadata: { content: 'A text that takes its time.' } }];
  const file = { name: 'many.json', mimeType: 'application/json', buffer: toFile(seeds) };
  await (await chooser).setFiles(file);
  await page.waitForURL(/\/jobs\/\d+$/);
  const records = page.getByRole('region', { name: 'Newest records' });
  await expect(records.locator('tbody tr').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('link', { name: new RegExp(template.name) })).toBeVisible();

  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('main').getByText('Cancelled')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeHidden();
  const job = await readJson<Job>(request, `/api/jobs/${idOf(page)}`);
  expect(job.status).toBe('cancelled');
  expect(job.records_generated).toBeGreaterThan(0);
  expect(job.records_generated).toBeLessThan(100_000);
  await expect(page.getByRole('link', { name: 'Export JSONL' })).toBeVisible();
});
