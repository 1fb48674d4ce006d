import { emptyUsage } from '@datagenflow/contracts';
import { openStorage, type Storage } from '@datagenflow/storage';
import Sqlite from 'better-sqlite3';

/** A database with many records of one job, of 20 seeds that have as many repetitions. */
export interface ManyRecords extends AsyncDisposable {
  storage: Storage;
  path: string;
  pipelineId: number;
  jobId: number;
}

const SEEDS = 20;

/**
 * Fills a new database: a third of the records is accepted, a third rejected; the fields score and
 * label are indexed, each record has about half a kilobyte of fields.
 */
export async function makeRecords(path: string, count: number): Promise<ManyRecords> {
  const storage = await openStorage({ path });
  const definition = { schema_version: 1 as const, name: 'Many', blocks: [] };
  const { id: pipelineId } = await storage.pipelines.create(definition);
  const field_order = { primary: [], secondary: [], hidden: [] };
  const indexed_fields = ['score', 'label'];
  await storage.pipelines.setReviewLayout(pipelineId, { field_order, indexed_fields });
  await storage.records.refillIndexedFields(pipelineId);
  const job = await storage.jobs.createJob({
    pipeline_id: pipelineId,
    definition,
    block_hashes: {},
    model_snapshot: {},
    options: {},
    random_seed: 1,
    seed_source: {},
    warnings: [],
  });
  insert(path, { count, pipelineId, jobId: job.id });
  await storage.jobs.moveJob(job.id, ['pending'], 'completed');
  return {
    storage,
    path,
    pipelineId,
    jobId: job.id,
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  };
}

interface Rows {
  count: number;
  pipelineId: number;
  jobId: number;
}

function insert(path: string, rows: Rows): void {
  const database = new Sqlite(path);
  try {
    database.pragma('synchronous = OFF');
    const usage = JSON.stringify(emptyUsage());
    const given = { ...rows, usage, seeds: SEEDS, filler: 'lorem ipsum dolor '.repeat(25) };
    database.exec('begin immediate');
    for (const statement of STATEMENTS) database.prepare(statement).run(given);
    database.exec('commit');
  } finally {
    database.close();
  }
}

const NUMBERS = (to: string) =>
  `with recursive n (i) as (select 0 union all select i + 1 from n where i < ${to} - 1)`;
const TIME = `strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + i, 'unixepoch')`;

const STATEMENTS = [
  `${NUMBERS('@seeds')} insert into seeds (job_id, seed_index, repetitions, metadata, seed_hash)
    select @jobId, i, @count / @seeds, json_object('topic', 'topic ' || i), 'hash ' || i from n`,
  `${NUMBERS('@count')} insert into executions (job_id, seed_index, repetition, branch,
      branch_key, execution_index, status, start_step, usage, saved_cost, created_at)
    select @jobId, i % @seeds, i / @seeds, '', '', i, 'generated', 0, @usage, 0, ${TIME} from n`,
  `${NUMBERS('@count')} insert into records (execution_id, job_id, pipeline_id, seed_index,
      repetition, branch, execution_index, status, fields, edited, usage, cost, models,
      field_1_number, field_2_text, created_at, updated_at)
    select i + 1, @jobId, @pipelineId, i % @seeds, i / @seeds, '', i,
      case i % 3 when 0 then 'pending' when 1 then 'accepted' else 'rejected' end,
      json_object('text', @filler, 'score', (i * 7919) % 1000 / 10.0, 'label', 'label ' || i % 50),
      0, @usage, (i % 977) / 1000.0, '["demo"]', (i * 7919) % 1000 / 10.0, 'label ' || i % 50,
      ${TIME}, ${TIME} from n`,
];
