import { template } from '../support/api.js';
import { recordRows, tabTo, waitForCompletion } from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('the journey needs no mouse', async ({ page }) => {
  await page.goto('/pipelines');
  const gallery = page.getByRole('region', { name: 'Templates' });
  await tabTo(page, gallery.getByRole('button', { name: template.name }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: template.name, level: 2 })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Run example' }));
  await page.keyboard.press('Enter');

  await waitForCompletion(page);
  await expect(page.getByRole('main')).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Export JSONL' }));
  await tabTo(page, recordRows(page).first().getByRole('link'));
  await page.keyboard.press('Enter');

  await page.waitForURL(/\/records\/\d+$/);
  const trace = page.getByRole('region', { name: 'Trace' });
  const step = trace.getByRole('button').first();
  await tabTo(page, step);
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('aria-expanded', 'true');
  await tabTo(page, trace.getByRole('tab', { name: 'Output' }));
  await page.keyboard.press('ArrowRight');
  await expect(trace.getByRole('tab', { name: 'Input' })).toBeFocused();
  await expect(trace.getByRole('tabpanel', { name: 'Input' })).toBeVisible();
});

test('the first stop skips the navigation', async ({ page }) => {
  await page.goto('/jobs');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});
