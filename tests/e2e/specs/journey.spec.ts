import { readFile } from 'node:fs/promises';
import type { DataRecord, ExportedRecord, Job } from '@datagenflow/contracts';
import { readJson, readRecords, template } from '../support/api.js';
import { chooseTemplate, idOf, recordRows, waitForCompletion } from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('a template’s example becomes records that open with their trace and are exported', async ({
  page,
  request,
}) => {
  await chooseTemplate(page, template.name);
  await expect(page.getByRole('note', { name: 'Demo model, not an AI' })).toBeVisible();
  await page.getByRole('button', { name: 'Run example' }).click();

  await waitForCompletion(page);
  const jobId = idOf(page);
  const job = await readJson<Job>(request, `/api/jobs/${jobId}`);
  expect(job.records_generated).toBeGreaterThan(0);
  await expect(recordRows(page)).toHaveCount(job.records_generated);
  await expect(page.getByRole('progressbar', { name: 'Progress', exact: true })).toHaveAttribute(
    'value',
    '1',
  );

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export JSONL' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n');
  const exported = lines.map((line) => JSON.parse(line) as ExportedRecord);
  const records = await readRecords(request, jobId);
  expect(exported.toSorted((a, b) => a.id - b.id)).toEqual(
    records.map(({ id, metadata, status, accumulated_state, created_at, updated_at }) => ({
      id,
      metadata,
      status,
      accumulated_state,
      created_at,
      updated_at,
    })),
  );

  await recordRows(page).first().getByRole('link').click();
  await page.waitForURL(/\/records\/\d+$/);
  const record = await readJson<DataRecord>(request, `/api/records/${idOf(page)}`);
  const trace = page.getByRole('region', { name: 'Trace' });
  await expect(trace.getByRole('listitem')).toHaveCount(record.trace?.length ?? 0);
  for (const [name, value] of Object.entries(record.metadata)) {
    const metadata = page.getByRole('region', { name: 'Metadata' });
    await expect(metadata.getByText(name, { exact: true })).toBeVisible();
    if (typeof value === 'string') await expect(metadata).toContainText(value);
  }

  await trace.getByRole('button').first().click();
  await trace.getByRole('tab', { name: 'Call' }).first().click();
  const call = record.trace?.[0]?.calls?.[0];
  const sent = call?.request as { messages: { content: string }[] } | undefined;
  await expect(trace.getByText('Prompt as sent')).toBeVisible();
  await expect(trace).toContainText(sent?.messages[0]?.content.split('\n')[0] ?? 'no message');
  await page.getByRole('link', { name: `Job #${jobId}` }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${jobId}$`));
});

test('a pipeline that is there runs over a seed file of one’s own', async ({ page, request }) => {
  await chooseTemplate(page, template.name);
  await page.getByRole('button', { name: 'Run example' }).click();
  await waitForCompletion(page);
  await page.getByRole('link', { name: 'Pipelines' }).click();

  const row = page.getByRole('row', { name: template.name }).first();
  const chooser = page.waitForEvent('filechooser');
  await row.getByRole('button', { name: /^Run with seeds/ }).click();
  const seeds = [{ repetitions: 3, metadata: { content: 'A short text about bicycles.' } }];
  await (
    await chooser
  ).setFiles({
    name: 'mine.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(seeds)),
  });
  await page.waitForURL(/\/jobs\/\d+$/);
  await waitForCompletion(page);
  expect(await readRecords(request, idOf(page))).toHaveLength(3);

  await page.getByRole('link', { name: 'Generator' }).first().click();
  await expect(page.getByRole('table').getByRole('link').first()).toContainText(template.name);
});
