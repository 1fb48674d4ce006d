import type { Job, PipelineSaved } from '@datagenflow/contracts';
import { readJson, runFailing, runTemplate, startJob, template } from '../support/api.js';
import { idOf, waitForCompletion } from '../support/steps.js';
import { expect, test } from '../support/test.js';

test('seeds are pasted, checked by number, estimated and started', async ({ page, request }) => {
  const { pipeline_id } = await runTemplate(request, [
    { repetitions: 1, metadata: { content: 'One.' } },
  ]);
  await page.goto(`/generate?pipeline=${pipeline_id}`);
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('[{"metadata": {"content": "a"}}, {}]');
  await page.getByRole('button', { name: 'Use as seeds' }).click();
  await expect(page.getByText(/Seed 2 is missing/)).toBeVisible();
  await expect(page.getByLabel('has a problem')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();

  await page.getByRole('button', { name: 'Remove the seeds' }).click();
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('content,repetitions\n"a, b",2\nc,3\n');
  await expect(page.getByLabel('Format')).toHaveValue('csv');
  await page.getByRole('button', { name: 'Use as seeds' }).click();
  await expect(page.getByText('2 seeds, 5 executions, no problems')).toBeVisible();

  await page.getByRole('button', { name: 'Estimate from 2' }).click();
  const estimate = page.getByRole('region', { name: 'Estimate' });
  await expect(estimate.getByText('Tokens out')).toBeVisible();
  await expect(estimate.getByText(/ to /).first()).toBeVisible();

  await page.getByLabel('At once').fill('2');
  await page.getByLabel('Target records').fill('4');
  await page.getByRole('button', { name: 'Limits and more' }).click();
  await page.getByLabel('Tokens').fill('1000000');
  await page.getByRole('button', { name: 'Start' }).click();
  await waitForCompletion(page);
  const job = await readJson<Job>(request, `/api/jobs/${idOf(page)}`);
  expect(job.options).toMatchObject({
    concurrency: 2,
    target_records: 4,
    constraints: { max_total_tokens: 1_000_000 },
  });
  expect(job.records_generated).toBe(4);
  await expect(page.getByText('of 1M')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Steps' }).getByRole('row')).toHaveCount(3);

  await page.getByRole('button', { name: 'Re-run' }).click();
  await expect(page).not.toHaveURL(new RegExp(`/jobs/${job.id}$`));
  await waitForCompletion(page);
  expect((await readJson<Job>(request, `/api/jobs/${idOf(page)}`)).options.reuse).toBe(true);
});

test('progress is live by events; a job pauses and goes on', async ({ page, request }) => {
  const { pipeline_id } = await runTemplate(request, [
    { repetitions: 1, metadata: { content: 'One.' } },
  ]);
  const seeds = [{ repetitions: 50_000, metadata: { content: 'A text that takes its time.' } }];
  const jobId = await startJob(request, pipeline_id, seeds);
  let reads = 0;
  page.on('request', (sent) => {
    if (new URL(sent.url()).pathname === `/api/jobs/${jobId}`) reads += 1;
  });
  await page.goto(`/jobs/${jobId}`);
  const ended = page.getByText(/executions ended$/);
  await expect(ended).toBeVisible();
  const readsBefore = reads;
  for (let change = 0; change < 3; change += 1) {
    const text = await ended.textContent();
    await expect(ended).not.toHaveText(text ?? '');
  }
  expect(reads - readsBefore).toBeLessThanOrEqual(1);
  await expect(page.getByText(/^about/)).toBeVisible();

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused: by you')).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('main').getByText('Running')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('main').getByText('Cancelled')).toBeVisible();
  await expect(page.getByRole('link', { name: template.name })).toBeHidden();
});

test('what a limit of its pipeline stopped goes on without limits', async ({ page, request }) => {
  const created = await request.post('/api/pipelines', {
    data: {
      name: 'Limited',
      blocks: [{ type: 'TextGenerator', config: { user_prompt: 'About {{ topic }}.' } }],
      constraints: { max_total_tokens: 1 },
    },
  });
  const { id } = (await created.json()) as PipelineSaved;
  const jobId = await startJob(request, id, [{ repetitions: 5, metadata: { topic: 'the sea' } }]);
  await page.goto(`/jobs/${jobId}`);
  await page.getByRole('button', { name: 'Resume without limits' }).click();
  await waitForCompletion(page);
  expect((await readJson<Job>(request, `/api/jobs/${jobId}`)).records_generated).toBe(5);
});

test('failures are grouped, looked into and tried again', async ({ page, request }) => {
  const job = await runFailing(request);
  await page.goto(`/review?job=${job.id}&status=failed`);
  const failed = page.getByRole('region', { name: 'Failed' });
  await expect(failed).toContainText('2 executions');
  await failed.getByRole('button', { name: /invalid JSON/ }).click();
  await expect(failed).toContainText('json_invalid');
  const trace = failed.getByRole('region', { name: /^Trace of/ });
  await trace.getByRole('button').first().click();
  await expect(trace.getByRole('tab', { name: 'Input' })).toBeVisible();

  const retried = page.waitForResponse((answer) => answer.url().endsWith('/retry-failed'));
  await failed.getByRole('button', { name: 'Retry these' }).click();
  expect((await retried).status()).toBe(200);
  const read = () => readJson<Job>(request, `/api/jobs/${job.id}`);
  await expect.poll(async () => (await read()).status).toBe('completed');
  await expect(failed).toContainText('2 executions');
});
