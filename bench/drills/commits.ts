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

/** How many answers of models, and outcomes, a second can be made durable, one by one and in batches. */
export const commits: Drill = { name: 'commits', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const single = isLong ? 20_000 : 2_000;
  const batched = isLong ? 200_000 : 20_000;
  await using directory = await createTemporaryDirectory();
  const raw = commitRaw(path.join(directory.path, 'raw.db'), single);
  const fileOf = (name: string): string => path.join(directory.path, `${name}.db`);
  const answers = await commitAll(fileOf('answers'), single, 1, answerOf);
  const one = await commitAll(fileOf('outcomes'), single, 1, outcomeOf);
  const many = await commitAll(fileOf('batches'), batched, BATCH, outcomeOf);
  return {
    figures: ['R6'],
    checks: [
      expectEqual('each answer committed by itself is paid for', answers.cost, single),
      expectEqual('each outcome committed by itself is stored', one.generated, single),
      expectEqual('each outcome of a batch is stored', many.generated, batched),
    ],
    numbers: {
      single,
      answers_per_second: perSecond(single, answers.ms),
      answers_target_per_second: 3_000,
      outcomes_per_second: perSecond(single, one.ms),
      raw_rows_per_second: perSecond(single, raw),
      batched: { outcomes: batched, batch: BATCH, per_second: perSecond(batched, many.ms) },
    },
  };
}

function perSecond(count: number, ms: number): number {
  return Math.round((count * 1_000) / ms);
}

/** Commits what is written of each execution of a job, and with it the counters of the job. */
async function commitAll(
  file: string,
  count: number,
  size: number,
  writeOf: (execution: ClaimedExecution) => JobWrite,
) {
  await using storage = await openStorage({ path: file });
  const jobId = await createJob(storage, count);
  let ms = 0;
  for (let at = 0; at < count; at += PAGE) {
    const claimed = await storage.jobs.claimExecutions(jobId, OWNER, PAGE);
    const writes = claimed.map(writeOf);
    ms += await timeOnce(async () => {
      for (let from = 0; from < writes.length; from += size) {
        await storage.jobs.commit(OWNER, writes.slice(from, from + size));
      }
    });
  }
  const { total } = await storage.records.list({ job_id: jobId, limit: 1 });
  const { records_generated, cost } = await storage.jobs.getJob(jobId);
  return { ms, generated: Math.min(total, records_generated), cost };
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

/** The answer of a model, of a US dollar: one row. */
function answerOf({ id, job_id }: ClaimedExecution): JobWrite {
  const messages = [{ role: 'user', content: TEXT }];
  const endpoint = { origin: 'https://models.example', provider_model: 'drill', model: 'drill' };
  const call = { kind: 'chat' as const, ...endpoint, parameters: { messages } };
  const said = { text: TEXT, finish_reason: 'stop' as const, latency_ms: 20 };
  const answer = { ...said, usage: emptyUsage(), cost: 1 };
  const key = { execution_id: id, step_id: 'write-1', attempt: 1, n: 0 };
  const stored = { ...key, request_hash: `request ${id}`, call, answer, rejected: null };
  return { kind: 'call', job_id, stored };
}

/** How an execution ended: its record, its trace, and what it is now. */
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
