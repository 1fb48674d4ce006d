import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { emptyUsage, type ClaimedExecution, type JobWrite } from '@datagenflow/contracts';
import { openStorage, type Storage } from '@datagenflow/storage';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';

const OWNER = 'drill';
const BATCH = 500;
const PAGE = 1_000;
const TEXT = 'word '.repeat(40);

/** How many outcomes a second can be made durable, one by one and in batches. */
export const commits: Drill = { name: 'commits', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const single = isLong ? 20_000 : 2_000;
  const batched = isLong ? 200_000 : 20_000;
  await using directory = await createTemporaryDirectory();
  const raw = commitRaw(path.join(directory.path, 'raw.db'), single);
  await using storage = await openStorage({ path: path.join(directory.path, 'ours.db') });
  const one = await commitAll(storage, single, 1);
  const many = await commitAll(storage, batched, BATCH);
  return {
    figures: ['R6'],
    checks: [
      expectEqual('each outcome committed by itself is stored', one.generated, single),
      expectEqual('each outcome of a batch is stored', many.generated, batched),
    ],
    numbers: {
      single: { outcomes: single, per_second: Math.round((single * 1_000) / one.ms) },
      batched: {
        outcomes: batched,
        batch: BATCH,
        per_second: Math.round((batched * 1_000) / many.ms),
      },
      raw_rows_per_second: Math.round((single * 1_000) / raw),
      single_target_per_second: 3_000,
    },
  };
}

/** Commits the outcomes of a job, each with its record, trace and the counters of the job. */
async function commitAll(storage: Storage, count: number, size: number) {
  const jobId = await createJob(storage, count);
  let ms = 0;
  for (let at = 0; at < count; at += PAGE) {
    const claimed = await storage.jobs.claimExecutions(jobId, OWNER, PAGE);
    const writes = claimed.map(outcomeOf);
    ms += await timeOnce(async () => {
      for (let from = 0; from < writes.length; from += size) {
        await storage.jobs.commit(OWNER, writes.slice(from, from + size));
      }
    });
  }
  const { total } = await storage.records.list({ job_id: jobId, limit: 1 });
  const { records_generated } = await storage.jobs.getJob(jobId);
  return { ms, generated: Math.min(total, records_generated) };
}

async function createJob(storage: Storage, executions: number): Promise<number> {
  const definition = { schema_version: 1 as const, name: 'Commits', blocks: [] };
  const { id: pipeline_id } = await storage.pipelines.create(definition);
  const job = await storage.jobs.createJob({
    pipeline_id,
    definition,
    block_hashes: {},
    model_snapshot: {},
    options: {},
    random_seed: 1,
    seed_source: {},
    warnings: [],
  });
  const seed = { seed_index: 0, repetitions: executions, metadata: {} };
  await storage.jobs.importSeeds(job.id, [seed]);
  return job.id;
}

function outcomeOf({ id, job_id }: ClaimedExecution): JobWrite {
  const fields = { text: TEXT };
  const step = { step_id: 'write-1', block_type: 'Write', status: 'ok' as const, output: fields };
  const trace = [{ ...step, execution_time: 0.01, attempts: 1 }];
  const counted = { usage: emptyUsage(), cost: 0, saved_cost: 0 };
  const outcome = { execution_id: id, job_id, trace, ...counted, fields, models: ['drill'] };
  return { kind: 'outcome', outcome: { ...outcome, status: 'generated' } };
}

/** Milliseconds in which better-sqlite3 alone commits so many rows, one by one, as durably. */
function commitRaw(file: string, count: number): number {
  const database = new Sqlite(file);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('create table rows (id integer primary key, text text not null)');
    const insert = database.prepare('insert into rows (text) values (?)');
    const start = performance.now();
    for (let at = 0; at < count; at += 1) insert.run(TEXT);
    return performance.now() - start;
  } finally {
    database.close();
  }
}
