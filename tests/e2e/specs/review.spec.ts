import { readFile } from 'node:fs/promises';
import type { DataRecord, ExportedRecord } from '@datagenflow/contracts';
import { readExampleSeeds, readJson, readRecords, runTemplate, template } from '../support/api.js';
import {
  chooseTemplate,
  idOf,
  reviewRows,
  tabTo,
  totalOf,
  waitForCompletion,
} from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('DEV-16: template, seeds, job, review with keys only, export', async ({ page, request }) => {
  await chooseTemplate(page, template.name);
  await page.getByRole('button', { name: 'Run example' }).focus();
  await page.keyboard.press('Enter');
  await waitForCompletion(page);
  const jobId = idOf(page);
  const records = await readRecords(request, jobId);
  const [newest, second] = records.toReversed();
  await tabTo(page, page.getByRole('link', { name: /^Review \d+ record/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/review\\?job=${jobId}$`));
  await expect(reviewRows(page)).toHaveCount(records.length);
  await expect(totalOf(page, 'Pending')).toContainText(String(records.length));

  await page.keyboard.press('a');
  await expect(reviewRows(page).first()).toContainText('accepted');
  await expect(totalOf(page, 'Accepted')).toContainText('1');
  await page.keyboard.press('r');
  await expect(reviewRows(page).nth(1)).toContainText('rejected');
  await page.keyboard.press('z');
  await expect(page.getByText('Undone for 1 record.')).toBeVisible();
  const read = (id = 0) => readJson<DataRecord>(request, `/api/records/${id}`);
  expect((await read(newest?.id)).status).toBe('accepted');
  expect((await read(second?.id)).status).toBe('pending');

  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toBeVisible();
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Export' }));
  await page.keyboard.press('Enter');
  const download = page.waitForEvent('download');
  await tabTo(page, page.getByRole('link', { name: 'Download' }));
  await page.keyboard.press('Enter');
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n');
  const exported = lines.map((line) => JSON.parse(line) as ExportedRecord);
  expect(exported.map(({ id, status }) => ({ id, status }))).toEqual([
    { id: newest?.id, status: 'accepted' },
  ]);
  expect(exported[0]?.accumulated_state).toEqual(newest?.accumulated_state);
});

test('many are decided at once, and taken back', async ({ page, request }) => {
  const job = await runTemplate(request, [
    { repetitions: 250, metadata: { content: 'A short text.' } },
  ]);
  await page.goto(`/review?job=${job.id}`);
  await expect(reviewRows(page).first()).toBeVisible();
  expect(await reviewRows(page).count()).toBeLessThanOrEqual(80);

  await page.keyboard.press('x');
  await page.keyboard.press('n');
  await page.keyboard.press('x');
  const bar = page.getByRole('toolbar', { name: 'Selected records' });
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('a');
  await expect(page.getByText('2 records accepted.')).toBeVisible();
  await expect(totalOf(page, 'Accepted')).toContainText('2');
  await page.keyboard.press('z');
  await expect(totalOf(page, 'Pending')).toContainText('250');

  await page.getByLabel('Select record').first().click();
  await page
    .getByLabel('Select record')
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('5 selected');
  await bar.getByRole('button', { name: 'Select all 250' }).click();
  await bar.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 250 records' }).click();
  await expect(page.getByText('250 records deleted.')).toBeVisible();
  await expect(page.getByText('No pending records here')).toBeVisible();
  expect(await readRecords(request, job.id)).toHaveLength(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(reviewRows(page).first()).toBeVisible();
  expect(await readRecords(request, job.id)).toHaveLength(250);
});

test('a message takes back what it tells of, whatever was decided since', async ({
  page,
  request,
}) => {
  const job = await runTemplate(request, [
    { repetitions: 3, metadata: { content: 'A short text.' } },
  ]);
  await page.goto(`/review?job=${job.id}`);
  await expect(reviewRows(page)).toHaveCount(3);
  for (const key of ['x', 'n', 'x', 'a']) await page.keyboard.press(key);
  await expect(page.getByText('2 records accepted.')).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('r');
  await expect(totalOf(page, 'Rejected')).toContainText('1');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone for 2 records.')).toBeVisible();
  const statuses = (await readRecords(request, job.id)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(['pending', 'pending', 'rejected']);
});

test('what is decided counts while the totals are still being read', async ({ page, request }) => {
  const job = await runTemplate(request, [
    { repetitions: 3, metadata: { content: 'A short text.' } },
  ]);
  let release = () => {};
  const decided = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/api\/records\?.*limit=1(&|$)/, async (route) => {
    const response = await route.fetch();
    await decided;
    await route.fulfill({ response }).catch(() => undefined);
  });
  await page.goto(`/review?job=${job.id}`);
  await expect(reviewRows(page)).toHaveCount(3);
  const answered = page.waitForResponse((response) => response.url().includes('/records/bulk'));
  await page.keyboard.press('a');
  await answered;
  release();
  await expect(totalOf(page, 'Accepted')).toContainText('1');
  await expect(totalOf(page, 'Pending')).toContainText('2');
});

test('keys decide on the record that is shown, also one that the list has not', async ({
  page,
  request,
}) => {
  const job = await runTemplate(request, [
    { repetitions: 3, metadata: { content: 'A short text.' } },
  ]);
  const [shown, ...others] = await readRecords(request, job.id);
  await request.put(`/api/records/${shown?.id}`, { data: { status: 'accepted' } });
  await page.goto(`/review?job=${job.id}&record=${shown?.id}`);
  await expect(page.getByRole('region', { name: 'Trace' })).toBeVisible();
  await page.keyboard.press('r');
  await expect(totalOf(page, 'Rejected')).toContainText('1');
  const statusOf = async (id = 0) =>
    (await readJson<DataRecord>(request, `/api/records/${id}`)).status;
  expect(await statusOf(shown?.id)).toBe('rejected');
  for (const { id } of others) expect(await statusOf(id)).toBe('pending');
});

test('an edit keeps types, and keys do nothing while one types', async ({ page, request }) => {
  const job = await runTemplate(request, await readExampleSeeds(request));
  const [record] = await readRecords(request, job.id);
  await page.goto(`/review?job=${job.id}&record=${record?.id}`);
  await expect(page.getByRole('region', { name: 'Trace' })).toBeVisible();
  await page.keyboard.press('e');
  const generated = page.getByRole('textbox', { name: 'generated' });
  await expect(generated).toBeFocused();
  await generated.fill('{"title": ');
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await generated.fill('{"title": "arxz", "description": "d"}');
  await page.getByLabel('valid').selectOption('false');
  await generated.focus();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article').getByText('edited').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' })).toContainText('arxz');

  const edited = await readJson<DataRecord>(request, `/api/records/${record?.id}`);
  expect(edited.status).toBe('pending');
  expect(edited.accumulated_state).toMatchObject({
    generated: { title: 'arxz', description: 'd' },
    valid: false,
  });
});

test('search and filters narrow the table, and stand in the address', async ({ page, request }) => {
  const job = await runTemplate(request, [
    { repetitions: 2, metadata: { content: 'About bicycles.' } },
    { repetitions: 3, metadata: { content: 'About lighthouses.' } },
  ]);
  await page.goto(`/review?job=${job.id}`);
  await expect(reviewRows(page)).toHaveCount(5);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByLabel('Field', { exact: true }).selectOption('metadata.content');
  await page.getByLabel('Value').fill('bicycles');
  await page.keyboard.press('Enter');
  await expect(reviewRows(page)).toHaveCount(2);
  await expect(totalOf(page, 'Pending')).toContainText('2');
  await page.reload();
  await expect(reviewRows(page)).toHaveCount(2);
  await page.getByRole('button', { name: /^Remove the filter/ }).click();
  await expect(reviewRows(page)).toHaveCount(5);

  await page.keyboard.press('/');
  await page.keyboard.type('nothing has this');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No pending records here')).toBeVisible();
});

test.describe('an order by a field that is not indexed yet', () => {
  test.use({ expectedErrors: [/status of 422/] });

  test('indexes it, and is waited for', async ({ page, request }) => {
    const job = await runTemplate(request, [
      { repetitions: 5, metadata: { content: 'A short text.' } },
    ]);
    await page.goto(`/review?job=${job.id}`);
    await page.getByLabel('Order').selectOption('accumulated_state.valid');
    await expect(page).toHaveURL(/sort=accumulated_state\.valid/);
    await expect(reviewRows(page)).toHaveCount(5);
  });
});
