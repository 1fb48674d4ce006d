import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { startServer, type OwnServer } from '../support/start-server.js';

const TOKEN = 'a-token-of-sixteen-or-more';

/** A server that needs a sign-in, gone on dispose. */
async function startGuarded(): Promise<OwnServer & { link: string }> {
  const env = { HOST: '0.0.0.0', DATAGENFLOW_TOKEN: TOKEN };
  const server = await startServer(`test-results/login-${Date.now()}`, env);
  const link = /http:\S+#code=\S+/.exec(server.said)?.[0] ?? '';
  return { ...server, link, url: new URL(link).origin };
}

test('who is not signed in is asked for the token, and comes back to the page that was asked for', async ({
  page,
}) => {
  await using server = await startGuarded();
  await page.goto(`${server.url}/jobs`);
  await expect(page).toHaveURL(`${server.url}/login?from=%2Fjobs`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  await page.getByLabel('Token').fill('something else');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not the token of this server');

  await page.getByLabel('Token').fill(TOKEN);
  await page.getByLabel('Your name').fill('Ann');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.url}/jobs`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jobs');
});

test('the link of the log signs in once, and leaves nothing in the address', async ({
  page,
  browser,
}) => {
  await using server = await startGuarded();
  await page.goto(server.link);
  await expect(page).toHaveURL(`${server.url}/pipelines`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await using other = await browser.newContext();
  const again = await other.newPage();
  await again.goto(server.link);
  await expect(again.getByRole('alert')).toContainText('the link was used already');
  await expect(again).toHaveURL(`${server.url}/login`);
});
