import { sql } from '../database/kysely.js';
import { expect } from 'vitest';
import type { Database } from '../database/database.js';
import { SqlJobStore } from '../jobs/sql-job-store.js';
import { migrate } from '../migrations/migrate.js';
import { connectStores, openDatabase, type Storage, type StorageOptions } from '../open-storage.js';

/** An empty database to test with, and how to be rid of it. */
export interface Subject {
  storage: Storage;
  options: StorageOptions;
  /** The jobs of the same database, as another process has them. */
  otherJobs: SqlJobStore;
  /** Fails when the database finds itself damaged or a reference without its row. */
  checkIntegrity: () => Promise<void>;
  /** The indexed columns of records that are filled, read past the stores. */
  indexedColumns: (recordIds: readonly number[]) => Promise<Record<string, unknown>[]>;
  /** Fails when the counts of records are not those of the rows. */
  checkCounts: () => Promise<void>;
  dispose: () => Promise<void>;
}

export type CreateSubject = () => Promise<Subject>;

/** Opens a database that is empty but for its schema. */
export async function openSubject(
  options: StorageOptions,
  after: () => PromiseLike<void> = () => Promise.resolve(),
): Promise<Subject> {
  const database = await openDatabase(options);
  await migrate(database);
  const storage = connectStores(database);
  const otherJobs = new SqlJobStore(database);
  return {
    storage,
    options,
    otherJobs,
    checkIntegrity: () => checkIntegrity(database),
    checkCounts: () => checkCounts(database),
    indexedColumns: (ids) => readIndexedColumns(database, ids),
    dispose: async () => {
      await otherJobs[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
      await after();
    },
  };
}

/** The body of a test that gets a database of its own. */
export function withStorage(
  create: CreateSubject,
  body: (storage: Storage, subject: Subject) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const subject = await create();
    try {
      await body(subject.storage, subject);
    } finally {
      await subject.dispose();
    }
  };
}

async function checkIntegrity({ kind, reader }: Database): Promise<void> {
  if (kind === 'postgres') return;
  const damage = await sql`pragma integrity_check`.execute(reader);
  expect(damage.rows).toEqual([{ integrity_check: 'ok' }]);
  const orphans = await sql`pragma foreign_key_check`.execute(reader);
  expect(orphans.rows).toEqual([]);
}

async function readIndexedColumns(
  { reader }: Database,
  ids: readonly number[],
): Promise<Record<string, unknown>[]> {
  const rows = await reader
    .selectFrom('records')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([key, value]) => key.startsWith('field_') && value !== null),
    ),
  );
}

async function checkCounts({ reader }: Database): Promise<void> {
  const kept = await reader
    .selectFrom('record_counts')
    .select(['job_id', 'pipeline_id', 'status', 'count'])
    .where('count', '<>', 0)
    .orderBy('job_id')
    .orderBy('status')
    .execute();
  const counted = await reader
    .selectFrom('records')
    .select((eb) => ['job_id', 'pipeline_id', 'status', eb.fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy(['job_id', 'pipeline_id', 'status'])
    .orderBy('job_id')
    .orderBy('status')
    .execute();
  expect(kept).toEqual(counted);
}
