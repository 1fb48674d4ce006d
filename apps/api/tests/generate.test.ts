import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataRecord, ExportedRecord, Job } from '@datagenflow/contracts';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const content = (i: number) => `Seed ${i}: Überschrift, 銀行 and 🌞 \u2028 "quoted"`;

describe('a job over HTTP', () => {
  test('1,000 seeds three times: every execution is accounted for and exported intact', async () => {
    const created = await server.send('POST', '/api/pipelines/from_template/text_classification');
    const { id } = (await created.json()) as { id: number };
    const seeds = Array.from({ length: 1_000 }, (_, i) => ({
      repetitions: 3,
      metadata: { content: content(i) },
    }));
    const jobId = await server.generate(id, seeds);
    await server.runtime.runner.finished(jobId);

    const job = (await (await server.get(`/api/jobs/${jobId}`)).json()) as Job;
    expect(job).toMatchObject({
      status: 'completed',
      total_seeds: 3_000,
      current_seed: 3_000,
      records_generated: 3_000,
      records_failed: 0,
      records_filtered: 0,
      progress: 1,
    });

    const text = await (await server.get(`/api/export?job_id=${jobId}`)).text();
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ExportedRecord);
    const counts = new Map<unknown, number>();
    for (const { metadata } of records) {
      counts.set(metadata.content, (counts.get(metadata.content) ?? 0) + 1);
    }
    expect(records).toHaveLength(3_000);
    expect(new Set(records.map((record) => record.id)).size).toBe(3_000);
    expect(counts.size).toBe(1_000);
    expect(seeds.every(({ metadata }) => counts.has(metadata.content))).toBe(true);
    expect([...counts.values()].every((count) => count === 3)).toBe(true);
    expect(records.every(({ accumulated_state }) => accumulated_state.valid === true)).toBe(true);
  });

  test('pages through records by cursor without losing or repeating one', async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const from: string = cursor === null ? '' : `&cursor=${cursor}`;
      const response = await server.get(`/api/records?limit=999${from}`);
      expect(response.headers.get('x-total-count')).toBe('3000');
      seen.push(...((await response.json()) as DataRecord[]).map(({ id }) => id));
      cursor = response.headers.get('x-next-cursor');
    } while (cursor !== null);
    expect(seen).toHaveLength(3_000);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });

  test('a record tells how it was made', async () => {
    const [first] = (await (await server.get('/api/records?limit=1')).json()) as DataRecord[];
    const record = (await (await server.get(`/api/records/${first?.id}`)).json()) as DataRecord;
    expect(record.trace?.map((entry) => entry.block_type)).toEqual([
      'StructuredGenerator',
      'JSONValidatorBlock',
    ]);
    const [generate, validate] = record.trace ?? [];
    expect(generate?.input).toEqual(record.metadata);
    expect(JSON.stringify(generate?.calls?.[0]?.request)).toContain('Seed 999');
    expect(validate?.accumulated_state).toEqual({
      ...record.metadata,
      ...record.accumulated_state,
    });
    expect(JSON.parse(record.output)).toEqual(record.accumulated_state);
  });

  test('downloads as an attachment', async () => {
    const response = await server.get('/api/export/download?job_id=1&status=accepted');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="records-job-1-accepted.jsonl"',
    );
    expect(await response.text()).toBe('');
  });

  test('a CSV file: each column is a field, each row a seed', async () => {
    const text = '\uFEFFcontent,repetitions\r\n"über 銀行, ""so""",2\r\nzwei,\r\n';
    const response = await server.upload({ pipeline_id: '1' }, { name: 'Seeds.CSV', text });
    const { job_id } = (await response.json()) as { job_id: number };
    const job = await server.runtime.runner.finished(job_id);
    expect(job).toMatchObject({ status: 'completed', total_seeds: 3, records_generated: 3 });
    const { items } = await server.runtime.storage.records.list({ job_id, limit: 10 });
    const contents = new Set(items.map(({ metadata }) => metadata.content));
    expect(contents).toEqual(new Set(['über 銀行, "so"', 'zwei']));
  });

  test('several repetitions differ only where the model does, and one limit holds', async () => {
    const jobId = await server.generate(
      1,
      [{ metadata: { content: 'a' } }, { metadata: { content: 'b' } }],
      { limit: 1 },
    );
    const job = await server.runtime.runner.finished(jobId);
    expect(job).toMatchObject({ total_seeds: 1, records_generated: 1 });
  });
});
