import { startLangfuse, type LangfuseServer } from '@datagenflow/builtins/testing';
import type { ExportedRecord, JobOptions, Json } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.js';

/** 60 texts of which every third nearly repeats one before. */
const seeds: Json = Array.from({ length: 60 }, (_, index) => {
  const like = index % 3 === 2 ? index - 2 : index;
  const words = Array.from({ length: 30 }, (_word, at) => `w${like * 100 + at}`);
  return { metadata: { text: [...words, ...(like === index ? [] : ['please'])].join(' ') } };
});

const copy = { type: 'FieldMapper', config: { mappings: { question: '{{ text }}' } } };

async function run(
  system: TestRuntime,
  step: Json,
  options: JobOptions = {},
): Promise<ExportedRecord[]> {
  const definition = { name: 'job-wide', blocks: [copy, step] };
  const job = await system.runDefinition(definition, seeds, options);
  expect([job.status, job.error]).toEqual(['completed', '']);
  return system.records(job.id);
}

/** What a block found, by question. */
function findings(records: readonly ExportedRecord[]) {
  const found = records.map(({ accumulated_state }): [string, Json] => {
    const { question, is_duplicate, duplicate_of, similarity } = accumulated_state;
    return [question as string, { is_duplicate, duplicate_of, similarity } as Json];
  });
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe('NearDuplicate', () => {
  test('finds the same at any concurrency', async () => {
    await using system = await startTestRuntime();
    const config = { field_name: 'question', threshold: 0.7 };
    const step = { type: 'NearDuplicate', config };
    const alone = findings(await run(system, step, { concurrency: 1 }));
    const together = findings(await run(system, step, { concurrency: 64 }));
    expect(
      Object.values(alone).filter((one) => (one as { is_duplicate: boolean }).is_duplicate),
    ).toHaveLength(20);
    expect(together).toEqual(alone);
  });

  test('drops what repeats', async () => {
    await using system = await startTestRuntime();
    const config = { field_name: 'question', threshold: 0.7, mode: 'drop' };
    const records = await run(system, { type: 'NearDuplicate', config });
    expect(records).toHaveLength(40);
  });
});

const settingsFor = ({ host }: Pick<LangfuseServer, 'host'>) => ({
  LANGFUSE_HOST: host,
  LANGFUSE_PUBLIC_KEY: 'pk',
  LANGFUSE_SECRET_KEY: 'sk',
});

describe('LangfuseDatasetBlock', () => {
  const step = { type: 'LangfuseDatasetBlock' };

  test('uploads all records of a job, each once', async () => {
    await using server = await startLangfuse();
    await using system = await startTestRuntime({}, {}, settingsFor(server));
    const records = await run(system, step);
    expect(records).toHaveLength(60);
    for (const { accumulated_state } of records) {
      expect(accumulated_state.langfuse_upload_status).toMatch(
        /^uploaded to dataset 'datagenflow_job_\d+'$/,
      );
    }
    expect(server.items.size).toBe(60);
    const questions = [...server.items.values()].map(({ expectedOutput }) => expectedOutput);
    expect(questions).toContainEqual({ question: records[0]?.accumulated_state.question });
  });

  test('uploads from a runner in a process of its own, which gets the keys', async () => {
    await using server = await startLangfuse();
    await using system = await startTestRuntime({}, { runner: 'child' }, settingsFor(server));
    await system.runtime.runner.start();
    expect(await run(system, step)).toHaveLength(60);
    expect(server.items.size).toBe(60);
  });

  test('goes on after a failure where it was, and sends nothing twice', async () => {
    let isBroken = true;
    await using server = await startLangfuse((path) =>
      isBroken && path.endsWith('dataset-items') && server.items.size >= 16
        ? { status: 401 }
        : undefined,
    );
    await using system = await startTestRuntime({}, {}, settingsFor(server));
    const near = { field_name: 'question', threshold: 0.7, mode: 'drop' };
    const blocks = [copy, { type: 'NearDuplicate', config: near }, step];
    const job = await system.runDefinition({ name: 'resumed', blocks }, seeds);
    expect(job).toMatchObject({ status: 'failed', records_generated: 40, records_filtered: 20 });
    expect(job.error).toContain('Check LANGFUSE_HOST');
    expect(server.items.size).toBe(16);

    isBroken = false;
    const sent = server.requests.length;
    await system.runtime.runner.resume(job.id);
    const ended = await system.runtime.runner.finished(job.id);
    expect(ended).toMatchObject({ status: 'completed', records_generated: 40 });
    expect(server.items.size).toBe(40);
    expect(server.requests.length - sent).toBe(1 + 24);
    const records = await system.records(job.id);
    expect(
      records.map(({ accumulated_state }) => accumulated_state.langfuse_upload_status),
    ).toEqual(Array(40).fill(`uploaded to dataset 'datagenflow_job_${job.id}'`));
  });

  test('row 47: metadata addresses are never called', async () => {
    const host = 'http://[64:ff9b::a9fe:a9fe]';
    await using system = await startTestRuntime({}, {}, settingsFor({ host }));
    const job = await system.runDefinition({ name: 'blocked', blocks: [copy, step] }, seeds);
    expect(job.status).toBe('failed');
    expect(job.error).toContain("serves a cloud's metadata, and is never called");
  });

  test('says that nothing is configured', async () => {
    await using system = await startTestRuntime();
    const [record] = await run(system, step);
    expect(record?.accumulated_state.langfuse_upload_status).toBe(
      'skipped: credentials not configured',
    );
  });
});
