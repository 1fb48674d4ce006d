import type { Json } from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import { fromJson } from '../codecs/json.js';
import type { Database } from '../database/database.js';

/** Copies what the latest earlier job memoised, unless this one has a value of its own. */
export async function reuseMemo(
  database: Database,
  jobId: number,
  key: string,
): Promise<Json | undefined> {
  const { rows } = await database.transact((trx) =>
    sql<{ value: string }>`
      insert into memos (job_id, key, value)
      select ${jobId}, key, value from memos
      where key = ${key} and job_id <= ${jobId}
      order by job_id desc
      limit 1
      on conflict (job_id, key) do update set value = memos.value
      returning value`.execute(trx),
  );
  return rows[0] === undefined ? undefined : fromJson<Json>(rows[0].value);
}
