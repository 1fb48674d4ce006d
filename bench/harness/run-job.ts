import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { JobOptions, JsonObject } from '@datagenflow/contracts';
import { startJob, type Runtime } from '@datagenflow/runtime';
import { timeOnce } from './time.ts';

/** A job that is over: every execution gave a record. */
export interface DoneJob {
  id: number;
  /** Milliseconds from handing in the seed file to the end of the job. */
  ms: number;
}

/** Runs a pipeline over a seed file of so many lines, and checks that all went well. */
export async function runJob(
  runtime: Runtime,
  pipelineId: number,
  seeds: Iterable<JsonObject>,
  records: number,
  options: JobOptions = {},
): Promise<DoneJob> {
  const file = path.join(runtime.config.dataDir, 'uploads', `${performance.now()}.jsonl`);
  await pipeline(Readable.from(toLines(seeds)), createWriteStream(file));
  let id = 0;
  const ms = await timeOnce(async () => {
    const upload = { path: file, fileName: 'seeds.jsonl' };
    ({ id } = await startJob(runtime, pipelineId, upload, { ...options }));
    await runtime.runner.finished(id);
  });
  await checkJob(runtime, id, records);
  return { id, ms };
}

/** @throws when a job is not completed with so many records and nothing else */
export async function checkJob(runtime: Runtime, id: number, records: number): Promise<void> {
  const job = await runtime.storage.jobs.getJob(id);
  assert.equal(job.error, '');
  const { status, records_generated, records_failed, records_filtered } = job;
  assert.deepEqual(
    { status, records_generated, records_failed, records_filtered },
    { status: 'completed', records_generated: records, records_failed: 0, records_filtered: 0 },
  );
}

/** So many seeds. */
export function* makeSeeds(
  count: number,
  metadataOf: (index: number) => JsonObject,
): Generator<JsonObject> {
  for (let index = 0; index < count; index += 1) yield { metadata: metadataOf(index) };
}

/** In pieces of about 64 KB, so that writing a large file takes little memory. */
function* toLines(seeds: Iterable<JsonObject>): Generator<string> {
  let text = '';
  for (const seed of seeds) {
    text += `${JSON.stringify(seed)}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}
