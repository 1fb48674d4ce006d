import { sql } from '../database/kysely.js';
import { expect, inject, test, vi } from 'vitest';
import type { Database } from '../database/database.js';
import { connectStores, openDatabase, type Storage } from '../open-storage.js';
import { migrate } from '../migrations/migrate.js';
import { makeRecords } from '../testing/samples.js';
import { createTestDatabase } from '../testing/test-postgres.js';

/** Does something while another session decides on a record, which it only then commits. */
async function whileAccepted<T>(url: string, id: number, work: () => Promise<T>): Promise<T> {
  const other = await openDatabase({ url });
  const done = Promise.withResolvers<T>();
  await other.transact(async (trx) => {
    await trx.updateTable('records').set({ status: 'accepted' }).where('id', '=', id).execute();
    const note = { record_id: id, action_id: null, actor: 'bob', kind: 'status' };
    const texts = { before: '{"status":"pending"}', after: '{"status":"accepted"}' };
    const created_at = new Date(0).toISOString();
    await trx
      .insertInto('record_history')
      .values({ ...note, ...texts, created_at })
      .execute();
    work().then(done.resolve, done.reject);
    await vi.waitFor(async () => expect(await countWaiting(other)).toBe(1), { timeout: 30_000 });
  });
  await other.close();
  return done.promise;
}

async function countWaiting({ reader }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(reader);
  return rows[0]?.count ?? 0;
}

async function openPostgresStorage(): Promise<{ url: string; storage: Storage }> {
  const url = await createTestDatabase(inject('postgresPort'));
  const database = await openDatabase({ url });
  await migrate(database);
  return { url, storage: connectStores(database) };
}

test('what another session decides meanwhile is neither changed nor noted again', async () => {
  const { url, storage } = await openPostgresStorage();
  await using _ = storage;
  const { ids } = await makeRecords(storage, [{ n: 0 }]);
  const [id = 0] = ids;
  const change = () => storage.records.change({ action: 'accept', scope: { ids } }, 'ann');
  expect(await whileAccepted(url, id, change)).toEqual({ action_id: null, count: 0 });
  expect(await storage.records.history(id)).toMatchObject([{ actor: 'bob' }]);
});

test('what another session decides meanwhile is not undone', async () => {
  const { url, storage } = await openPostgresStorage();
  await using _ = storage;
  const { ids } = await makeRecords(storage, [{ n: 0 }]);
  const [id = 0] = ids;
  const { action_id } = await storage.records.change({ action: 'reject', scope: { ids } }, 'ann');
  const undo = () => storage.records.undo(action_id ?? 0, 'ann');
  expect(await whileAccepted(url, id, undo)).toEqual({ undone: 0, skipped: 1 });
  expect((await storage.records.get(id)).status).toBe('accepted');
});
