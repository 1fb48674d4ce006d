import { readExampleSeeds, runTemplate, template } from '../support/api.js';
import { recordRows } from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('a job’s address can be opened and loaded again', async ({ page, request }) => {
  const job = await runTemplate(request, await readExampleSeeds(request));
  await page.goto(`/jobs/${job.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(template.name);
  await expect(page).toHaveTitle(`${template.name} · DataGenFlow`);
  await expect(recordRows(page)).toHaveCount(job.records_generated);
  await page.reload();
  await expect(recordRows(page)).toHaveCount(job.records_generated);
});

test('the home address leads to the pipelines', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/pipelines$/);
});

test.describe('what is not there', () => {
  test.use({ expectedErrors: [/status of 404/] });

  test('is said', async ({ page }) => {
    await page.goto('/jobs/999999');
    await expect(page.getByRole('alert')).toContainText('999999');
    await page.goto('/records/999999');
    await expect(page.getByRole('alert')).toContainText('999999');
    await page.goto('/no/such/page');
    await page.getByRole('link', { name: 'Go to pipelines' }).click();
    await expect(page).toHaveURL(/\/pipelines$/);
  });
});

test.describe('without a connection', () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] });

  test('the page says so, keeps what it shows and heals by itself', async ({ page, request }) => {
    await runTemplate(request, await readExampleSeeds(request));
    await page.goto('/jobs');
    await expect(page.getByRole('table')).toBeVisible();
    await page.context().setOffline(true);
    await expect(page.getByText('Connection lost.')).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('table')).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText('Connection lost.')).toBeHidden({ timeout: 10_000 });
  });
});
