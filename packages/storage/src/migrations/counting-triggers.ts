import type { DatabaseKind } from '../database/database.js';

const ADD = (row: string) => `
  insert into record_counts (job_id, pipeline_id, status, count)
  values (${row}.job_id, ${row}.pipeline_id, ${row}.status, 1)
  on conflict (job_id, status) do update set count = record_counts.count + 1;`;

const TAKE = (row: string) => `
  update record_counts set count = count - 1
  where job_id = ${row}.job_id and status = ${row}.status;`;

/** What keeps `record_counts` true: how many records that are not deleted each job has by status. */
export function countingTriggers(kind: DatabaseKind): string[] {
  return kind === 'sqlite' ? sqliteTriggers() : postgresTriggers();
}

function sqliteTriggers(): string[] {
  const trigger = (name: string, event: string, row: string, work: string) =>
    `create trigger ${name} after ${event} on records when ${row}.deleted_at is null
      begin ${work} end`;
  const change = 'update of status, deleted_at';
  return [
    trigger('records_inserted', 'insert', 'new', ADD('new')),
    trigger('records_left', change, 'old', TAKE('old')),
    trigger('records_joined', change, 'new', ADD('new')),
    trigger('records_removed', 'delete', 'old', TAKE('old')),
  ];
}

function postgresTriggers(): string[] {
  return [
    `create function count_record() returns trigger language plpgsql as $$
    begin
      if tg_op <> 'INSERT' and old.deleted_at is null then ${TAKE('old')} end if;
      if tg_op <> 'DELETE' and new.deleted_at is null then ${ADD('new')} end if;
      return null;
    end $$`,
    `create trigger records_counted
      after insert or delete or update of status, deleted_at on records
      for each row execute function count_record()`,
  ];
}
