import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readExampleSeeds, readRecords, runFailing, runTemplate } from '../support/api.js';
import { recordRows, reviewRows } from '../support/steps.js';
import { expect, test } from '../support/test.js';

const looks = [
  { colorScheme: 'light', viewport: { width: 1024, height: 768 } },
  { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
] as const;

for (const look of looks) {
  test.describe(`${look.colorScheme} theme`, () => {
    test.use(look);

    test('axe finds nothing on any page', async ({ page, request }) => {
      const job = await runTemplate(request, await readExampleSeeds(request));
      await runFailing(request);
      const [record] = await readRecords(request, job.id);
      await page.goto('/pipelines');
      await expect(page.getByRole('table')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Run example' })).toBeVisible();
      await expectNoFindings(page);

      await page.goto('/jobs');
      await expect(page.getByRole('table')).toBeVisible();
      await expectNoFindings(page);

      await page.goto(`/jobs/${job.id}`);
      await expect(recordRows(page).first()).toBeVisible();
      await expect(page.getByRole('region', { name: 'Steps' })).toBeVisible();
      await expectNoFindings(page);

      await page.goto(`/records/${record?.id}`);
      await page.getByRole('region', { name: 'Trace' }).getByRole('button').first().click();
      await expectNoFindings(page);
      await page.getByRole('tab', { name: 'Call' }).first().click();
      await expectNoFindings(page);

      await page.goto('/generate');
      await expect(page.getByRole('table')).toBeVisible();
      await expectNoFindings(page);

      await page.goto(`/review?job=${job.id}`);
      await expect(reviewRows(page).first()).toBeVisible();
      await page.keyboard.press('x');
      await expectNoFindings(page);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNoFindings(page);

      await page.goto(`/review?job=${job.id}&record=${record?.id}`);
      await expect(page.getByRole('region', { name: 'Trace' })).toBeVisible();
      await expectNoFindings(page);
      await page.keyboard.press('e');
      await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
      await expectNoFindings(page);

      await page.goto('/review?status=failed');
      await expect(page.getByRole('region', { name: 'Failed' }).first()).toBeVisible();
      await expectNoFindings(page);

      await page.goto('/nowhere');
      await expect(page.getByRole('link', { name: 'Go to pipelines' })).toBeVisible();
      await expectNoFindings(page);
    });
  });
}

test('the theme can be chosen, and the choice is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/jobs');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Theme: system' }).click();
  expect(await background()).toBe(light);
  await page.getByRole('button', { name: 'Theme: light' }).click();
  expect(await background()).not.toBe(light);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await background()).not.toBe(light);
});

async function expectNoFindings(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  expect(told, page.url()).toEqual([]);
}
