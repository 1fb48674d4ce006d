import { checkBlock, runJobBlock, type RunJobBlockOptions } from '@datagenflow/block-sdk/testing';
import type { BlockClass } from '@datagenflow/block-sdk/host';
import type { JobContext, JobRecord, RecordPatch } from '@datagenflow/block-sdk';
import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { createLangfuseClient } from '../langfuse/langfuse-client.js';
import { startLangfuse, type LangfuseFault } from '../testing/start-langfuse.js';
import { langfuseDatasetBlock } from './langfuse-dataset-block.js';

type JobBlockClass = new (config?: JsonObject) => {
  finish(records: AsyncIterable<JobRecord>, context: JobContext): AsyncIterable<RecordPatch>;
};

const clientOf = (host: string, secretKey = 'sk') =>
  createLangfuseClient({ host, publicKey: 'pk', secretKey }, fetch, [1, 1, 1]);

const run = (Class: BlockClass, options: RunJobBlockOptions<JsonObject>) =>
  runJobBlock(Class as unknown as JobBlockClass, options);

const some = (count: number): Partial<JobRecord>[] =>
  Array.from({ length: count }, (_, at) => ({ metadata: { n: at }, fields: { answer: `a${at}` } }));

const statuses = (patches: readonly RecordPatch[]) =>
  patches.map(({ fields }) => fields?.['langfuse_upload_status']);

const done = "uploaded to dataset 'datagenflow_job_1'";

async function uploadWith(fault: LangfuseFault, count = 2) {
  await using server = await startLangfuse(fault);
  const { patches } = await run(langfuseDatasetBlock(clientOf(server.host)), {
    records: some(count),
  });
  return { patches, server };
}

describe('LangfuseDatasetBlock', () => {
  test('keeps the rules for blocks', async () => {
    expect((await checkBlock(langfuseDatasetBlock(undefined))).problems).toEqual([]);
    await using server = await startLangfuse();
    const report = await checkBlock(langfuseDatasetBlock(clientOf(server.host)));
    expect(report.problems).toEqual([]);
  });

  test('without keys it says so of each record', async () => {
    const { patches } = await run(langfuseDatasetBlock(undefined), { records: some(2) });
    expect(statuses(patches)).toEqual(Array(2).fill('skipped: credentials not configured'));
  });

  test('uploads all records, more than a hundred and the last one too', async () => {
    await using server = await startLangfuse();
    const Class = langfuseDatasetBlock(clientOf(`${server.host}/`));
    const { patches } = await run(Class, {
      config: { dataset_name: 'poems/{{ pipeline_id }}' },
      records: some(203),
    });
    expect(statuses(patches)).toEqual(Array(203).fill("uploaded to dataset 'poems/1'"));
    expect(patches.map(({ record_id }) => record_id)).toEqual(patches.map((_, at) => at + 1));
    expect([...server.datasets.keys()]).toEqual(['poems/1']);
    expect(server.items.size).toBe(203);
    expect(
      [...server.items.values()].find(({ input }) => (input as JsonObject)['n'] === 202),
    ).toEqual({
      id: expect.stringMatching(/^dgf-[0-9a-f]{32}$/) as string,
      datasetName: 'poems/1',
      input: { n: 202 },
      expectedOutput: { answer: 'a202' },
      metadata: { record_id: 203, job_id: 1, seed_index: 202, repetition: 0, branch: '' },
    });
  });

  test('a run after a failure leaves each record in the dataset once', async () => {
    let left = 5;
    await using server = await startLangfuse((path) => {
      if (!path.endsWith('dataset-items')) return undefined;
      left -= 1;
      return left < 0 ? { status: 401 } : undefined;
    });
    const Class = langfuseDatasetBlock(clientOf(server.host));
    await expect(run(Class, { records: some(12) })).rejects.toMatchObject({
      code: 'langfuse_refused',
    });
    left = Infinity;
    const { patches } = await run(Class, { records: some(12) });
    expect([server.items.size, patches.length]).toEqual([12, 12]);
  });

  test('ids depend on the record’s identity, not on its number', async () => {
    await using server = await startLangfuse();
    const Class = langfuseDatasetBlock(clientOf(server.host));
    const [record = {}] = some(1);
    await run(Class, { records: [{ ...record, record_id: 7 }] });
    await run(Class, { records: [{ ...record, record_id: 9 }] });
    expect(server.items.size).toBe(1);
    await run(Class, { records: [{ ...record, repetition: 1 }] });
    expect(server.items.size).toBe(2);
  });

  test('tries again after 429, 5xx and resets', async () => {
    const faults = [{ status: 429, retryAfter: '0' }, 'reset', { status: 503 }] as const;
    const asked = new Map<string, number>();
    const { patches, server } = await uploadWith((_, body) => {
      const key = JSON.stringify(body);
      const before = asked.get(key) ?? 0;
      asked.set(key, before + 1);
      return faults[before];
    });
    expect(statuses(patches)).toEqual([done, done]);
    expect(server.items.size).toBe(2);
  });

  test('a record that Langfuse refuses is marked, the others go on', async () => {
    const { patches } = await uploadWith((_, { input }) =>
      (input as JsonObject | undefined)?.['n'] === 0
        ? { status: 400, text: 'input is too large' }
        : undefined,
    );
    expect(statuses(patches)).toEqual(['error: HTTP 400: input is too large', done]);
  });

  test('an outage or wrong keys fail the step with what to do, without the keys', async () => {
    await expect(uploadWith(() => ({ status: 500 }))).rejects.toMatchObject({
      code: 'langfuse_unreachable',
    });
    await using server = await startLangfuse();
    const Class = langfuseDatasetBlock(clientOf(server.host, 'sk-very-secret'));
    const failed = run(Class, { records: some(1) });
    await expect(failed).rejects.toThrow('Check LANGFUSE_HOST');
    await expect(failed).rejects.not.toThrow('very-secret');
  });

  test('row 47: a redirect is not followed and not tried again', async () => {
    await using other = await startLangfuse();
    await using server = await startLangfuse(() => ({ status: 302, location: other.host }));
    const Class = langfuseDatasetBlock(clientOf(server.host));
    const failed = run(Class, { records: some(1) });
    await expect(failed).rejects.toMatchObject({ code: 'langfuse_refused' });
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  test('ends when it is cancelled', async () => {
    await using server = await startLangfuse(() => ({ status: 503, retryAfter: '60' }));
    const abort = new AbortController();
    const running = run(langfuseDatasetBlock(clientOf(server.host)), {
      records: some(3),
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(new Error('stop')), 20);
    await expect(running).rejects.toThrow('stop');
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test('hostile: 2,000 records and one of 1 MB', async () => {
    await using server = await startLangfuse();
    const records = [...some(1_999), { fields: { text: 'x'.repeat(1_000_000) } }];
    const { patches } = await run(langfuseDatasetBlock(clientOf(server.host)), { records });
    expect([patches.length, server.items.size]).toEqual([2_000, 2_000]);
  }, 60_000);
});
