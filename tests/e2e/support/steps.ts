import { expect, type Locator, type Page } from '@playwright/test';

/** The id at the end of the address that the page is at. */
export function idOf(page: Page): number {
  return Number(new URL(page.url()).pathname.split('/').at(-1));
}

/** Chooses the template in the gallery. */
export async function chooseTemplate(page: Page, name: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('region', { name: 'Templates' }).getByRole('button', { name }).click();
  await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();
}

/** Waits on a job's page until the job has completed. */
export async function waitForCompletion(page: Page): Promise<void> {
  await page.waitForURL(/\/jobs\/\d+$/);
  await expect(page.locator('main > header').getByText('Completed')).toBeVisible({
    timeout: 30_000,
  });
}

/** The rows of the table of newest records. */
export function recordRows(page: Page): Locator {
  return page.getByRole('region', { name: 'Newest records' }).locator('tbody tr');
}

/** Presses Tab until the element has the focus, and checks that this can be seen. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const most = 80;
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toHaveCSS('outline-style', 'solid');
      return;
    }
  }
  throw new Error(`${most} presses of Tab do not reach ${String(target)}`);
}

/** The rows of the table of review, as far as they are drawn. */
export function reviewRows(page: Page): Locator {
  return page.getByRole('table', { name: 'Records' }).getByRole('row').filter({ hasText: '#' });
}

/** The number that a tab of review shows. */
export function totalOf(page: Page, tab: string): Locator {
  return page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: tab });
}
