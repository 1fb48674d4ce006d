import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** From here on each backup of this database stays in SQLite for ever, where keys are taken out. */
export function hangBackups(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`
    insert into sessions (digest, actor, created_at, expires_at)
      values ('x', 'x', '2000-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z');
    create view endless as
      with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as n from n;
    create trigger hang after delete on sessions begin select n from endless; end`);
  database.close();
}

/** Whether a backup to this file stays there now. */
export function hangs(target: string): boolean {
  const unfinished = `${target}.unfinished`;
  if (!existsSync(`${unfinished}-journal`)) return false;
  const database = new DatabaseSync(unfinished, { readOnly: true });
  try {
    return database.prepare('pragma journal_mode').get()?.['journal_mode'] === 'delete';
  } finally {
    database.close();
  }
}
