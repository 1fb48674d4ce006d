import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const program = fileURLToPath(new URL('../../../apps/dgf/bin/dgf.js', import.meta.url));
const TOKEN = 'a-token-of-sixteen-or-more';

/** A server that needs a sign-in, gone on dispose. */
async function startServer(): Promise<AsyncDisposable & { url: string; link: string }> {
  const child = spawn(process.execPath, [program, 'start'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOST: '0.0.0.0',
      DATAGENFLOW_TOKEN: TOKEN,
      DATAGENFLOW_DATA_DIR: `test-results/login-${Date.now()}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('close', done));
  let said = '';
  await new Promise<void>((ready, fail) => {
    child.once('close', () => fail(new Error(`The server ended: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C')) ready();
    });
  });
  const link = /http:\S+#code=\S+/.exec(said)?.[0] ?? '';
  return {
    link,
    url: new URL(link).origin,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

test('who is not signed in is asked for the token, and comes back to the page that was asked for', async ({
  page,
}) => {
  await using server = await startServer();
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
  await using server = await startServer();
  await page.goto(server.link);
  await expect(page).toHaveURL(`${server.url}/pipelines`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await using other = await browser.newContext();
  const again = await other.newPage();
  await again.goto(server.link);
  await expect(again.getByRole('alert')).toContainText('the link was used already');
  await expect(again).toHaveURL(`${server.url}/login`);
});
