import { DataGenFlowError } from '@datagenflow/contracts';
import type BetterSqlite3 from 'better-sqlite3';

const OLDEST = [22, 22] as const;

/**
 * Loads the SQLite driver. On an older Node it would end the process without a word, so the
 * version is looked at first.
 * @throws DataGenFlowError `node_too_old`
 */
export async function loadSqlite(
  nodeVersion: string = process.versions.node,
): Promise<typeof BetterSqlite3> {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new DataGenFlowError(
      'node_too_old',
      `SQLite storage needs Node ${OLDEST.join('.')} or newer, this is ${nodeVersion}. ` +
        'Install a newer Node, or use PostgreSQL through DATABASE_URL.',
      { status: 500, detail: { version: nodeVersion, needed: OLDEST.join('.') } },
    );
  }
  const { default: Sqlite } = await import('better-sqlite3');
  return Sqlite;
}
