import { expect, test } from '@playwright/test';
import { reviewRows, waitForCompletion } from '../support/steps.js';
import { startServer } from '../support/start-server.js';

test('DEV-15: a link into review opens there after a restart', async ({ page }) => {
  const dataDir = `test-results/restart-${Date.now()}`;
  {
    await using server = await startServer(dataDir);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'JSON Generation' }).click();
    await page.getByRole('button', { name: 'Run example' }).click();
    await waitForCompletion(page);
    await page.getByRole('link', { name: /^Review \d+ record/ }).click();
    await expect(page).toHaveURL(`${server.url}/review?job=1`);
    await expect(reviewRows(page).first()).toBeVisible();
    await page.keyboard.press('a');
    await expect(reviewRows(page).first()).toContainText('accepted');
    await expect(page.getByRole('link', { name: 'Accepted' })).toContainText('1');
    await page.waitForLoadState('networkidle');
    await page.goto('about:blank');
  }
  await using restarted = await startServer(dataDir);
  await page.goto(`${restarted.url}/review?job=1&status=accepted`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Review');
  await expect(page.getByLabel('Job', { exact: true })).toHaveValue('1');
  await expect(reviewRows(page)).toHaveCount(1);
});
