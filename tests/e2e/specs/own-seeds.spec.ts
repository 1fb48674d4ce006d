import { readRecords, template, toFile } from '../support/api.js';
import { chooseTemplate, idOf, recordRows, waitForCompletion } from '../support/steps.js';
import { expect, test } from '../support/test.js';

const unicode = 'Größe 🚲 “naïve” \u202Eעברית\u202C 日本語 <img src=x onerror=alert(1)>';

test('seeds of one’s own arrive as they were written', async ({ page, request }) => {
  await chooseTemplate(page, template.name);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Run with my own seeds' }).click();
  const seeds = [{ repetitions: 2, metadata: { content: unicode } }];
  const file = { name: 'Säätö 🚲.json', mimeType: 'application/json', buffer: toFile(seeds) };
  await (await chooser).setFiles(file);
  await waitForCompletion(page);
  await expect(recordRows(page)).toHaveCount(2);

  const records = await readRecords(request, idOf(page));
  expect(records.map(({ metadata }) => metadata)).toEqual([
    { content: unicode },
    { content: unicode },
  ]);
  await recordRows(page).first().getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Metadata' })).toContainText(unicode);
});

test.describe('a broken seed file', () => {
  test.use({ expectedErrors: [/status of 4\d\d/] });

  test('is refused with line and column, and the next try needs no second pipeline', async ({
    page,
    request,
  }) => {
    await chooseTemplate(page, template.name);
    const before = await request.get('/api/pipelines').then((answer) => answer.json());
    const broken = Buffer.from('[\n  {"repetitions": 1, "metadata": {"content": "a"}\n]');
    const button = page.getByRole('button', { name: 'Run with my own seeds' });

    for (let tries = 0; tries < 2; tries += 1) {
      const chooser = page.waitForEvent('filechooser');
      await button.click();
      const file = { name: 'broken.json', mimeType: 'application/json', buffer: broken };
      await (await chooser).setFiles(file);
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(/line 3/);
      await expect(alert).toContainText(/column 1/);
      await expect(button).toBeEnabled();
    }
    const after = await request.get('/api/pipelines').then((answer) => answer.json());
    expect(after).toHaveLength((before as unknown[]).length + 1);
  });
});
