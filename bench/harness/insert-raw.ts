import assert from 'node:assert/strict';
import path from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { timeOnce } from './time.ts';

type Row = Record<string, unknown>;

const SEED_BATCH = 1_000;
/** Filled before, because the others point to them. */
const PARENTS = ['pipelines', 'jobs'];

/**
 * Milliseconds that inserting the rows of a job takes by better-sqlite3 alone: into the same tables
 * of another file, as durably, in the batches in which the job stored them.
 */
export async function insertRaw(
  databasePath: string,
  jobId: number,
  directory: string,
): Promise<number> {
  const source = new Sqlite(databasePath, { readonly: true });
  const target = new Sqlite(path.join(directory, `raw-${performance.now()}.db`));
  try {
    copySchema(source, target);
    for (const table of PARENTS) insertInto(target, table)(readAll(source, table));
    const seeds = readAll(source, 'seeds', 'where job_id = ?', jobId);
    const batches = readBatches(source, jobId);
    const insertSeeds = insertInto(target, 'seeds');
    const insertBatch = batchWriter(target);
    const ms = await timeOnce(async () => {
      for (let at = 0; at < seeds.length; at += SEED_BATCH) {
        commit(target, () => insertSeeds(seeds.slice(at, at + SEED_BATCH)));
      }
      for (const batch of batches) commit(target, () => insertBatch(batch));
    });
    for (const table of ['executions', 'trace_entries', 'records'])
      checkCount(batches, target, table);
    return ms;
  } finally {
    source.close();
    target.close();
  }
}

interface Batch {
  executions: Row[];
  trace_entries: Row[];
  records: Row[];
}

/** What ended in one commit has the same time. */
function readBatches(source: Database, jobId: number): Batch[] {
  const executions = readAll(source, 'executions', 'where job_id = ? order by id', jobId);
  const own = 'where execution_id in (select id from executions where job_id = ?)';
  const traces = Map.groupBy(readAll(source, 'trace_entries', own, jobId), executionOf);
  const records = Map.groupBy(readAll(source, 'records', own, jobId), executionOf);
  const batches = Map.groupBy(executions, ({ finished_at }) => finished_at);
  return [...batches.values()].map((ended) => ({
    executions: ended,
    trace_entries: ended.flatMap(({ id }) => traces.get(id) ?? []),
    records: ended.flatMap(({ id }) => records.get(id) ?? []),
  }));
}

function executionOf({ execution_id }: Row): unknown {
  return execution_id;
}

function batchWriter(target: Database): (batch: Batch) => void {
  const executions = insertInto(target, 'executions');
  const traces = insertInto(target, 'trace_entries');
  const records = insertInto(target, 'records');
  return (batch) => {
    executions(batch.executions);
    records(batch.records);
    traces(batch.trace_entries);
  };
}

function insertInto(target: Database, table: string): (rows: readonly Row[]) => void {
  const columns = target.pragma(`table_info(${table})`) as { name: string }[];
  const names = columns.map(({ name }) => name);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const marks = names.map(() => '?').join(', ');
  const insert = target.prepare(`insert into ${table} (${quoted}) values (${marks})`);
  return (rows) => {
    for (const row of rows) insert.run(names.map((name) => row[name]));
  };
}

function commit(target: Database, write: () => void): void {
  target.exec('begin immediate');
  write();
  target.exec('commit');
}

function copySchema(source: Database, target: Database): void {
  target.pragma('journal_mode = WAL');
  target.pragma('synchronous = FULL');
  target.pragma('foreign_keys = ON');
  target.pragma('wal_autocheckpoint = 4000');
  const made = `select sql from sqlite_master where sql is not null and name not like 'sqlite_%'`;
  for (const sql of source.prepare(made).pluck().all()) target.exec(String(sql));
}

function readAll(source: Database, table: string, where = '', ...values: unknown[]): Row[] {
  return source.prepare(`select * from ${table} ${where}`).all(...values) as Row[];
}

function checkCount(batches: readonly Batch[], target: Database, table: string): void {
  const wanted = batches.reduce((sum, batch) => sum + batch[table as keyof Batch].length, 0);
  assert.equal(target.prepare(`select count(*) from ${table}`).pluck().get(), wanted);
}
