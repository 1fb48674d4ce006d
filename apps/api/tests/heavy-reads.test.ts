import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { ExportedRecord } from '@datagenflow/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startServer, type RunningServer } from '../src/index.js';
import { openStalled } from './support/read-events.js';
import { startTestServer, type TestServer } from './support/test-server.js';

const MB = 1024 ** 2;
const RECORDS = 10;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/pipelines', {
    name: 'Mark',
    blocks: [{ type: 'FieldMapper', config: { mappings: { mark: 'm' } } }],
  });
  const seeds = [{ repetitions: RECORDS, metadata: { text: 'x'.repeat(4 * MB) } }];
  await server.runtime.runner.finished(await server.generate(1, seeds));
});
afterAll(() => server[Symbol.asyncDispose]());

/** Counts the readings of exports. */
function watchReadings(): { begun: number; underWay: number } {
  const { records } = server.runtime.storage;
  const read = records.exportPages.bind(records);
  const count = { begun: 0, underWay: 0 };
  records.exportPages = async function* (filter) {
    count.begun += 1;
    count.underWay += 1;
    try {
      yield* read(filter);
    } finally {
      count.underWay -= 1;
    }
  };
  return count;
}

const CHECKPOINT = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
  console.log(database.prepare('pragma wal_checkpoint(truncate)').get().busy);
`;

/** Whether anybody still reads from an older state of the database; another process asks. */
async function holdsLog(): Promise<boolean> {
  const path = server.runtime.config.databasePath;
  const asked = await promisify(execFile)(process.execPath, ['-e', CHECKPOINT, path]);
  return asked.stdout.trim() !== '0';
}

/** Another server of the same runtime, that waits so many milliseconds for clients to read. */
function startImpatient(answerIdleMs: number): Promise<RunningServer> {
  return startServer(server.runtime, {
    webDir: undefined,
    reportBug: (_traceId, error) => server.bugs.push(error),
    limits: { answerIdleMs },
  });
}

test('row 56: an export whose client takes nothing ends, and its reading with it', async () => {
  const readings = watchReadings();
  await using impatient = await startImpatient(400);
  const socket = await openStalled(impatient.port, '/api/export');
  await vi.waitFor(() => expect(readings).toEqual({ begun: 1, underWay: 0 }), {
    timeout: 30_000,
  });
  const closed = once(socket, 'close');
  socket.resume();
  await closed;
  expect(socket.bytesRead).toBeLessThan(RECORDS * 4 * MB);
  expect(server.bugs).toEqual([]);
});

test('row 56: an export whose client takes a little all the time goes on to its end', async () => {
  await using impatient = await startImpatient(1_000);
  const socket = await openStalled(impatient.port, '/api/export?job_id=1');
  let tail = '';
  while (!tail.endsWith('\r\n0\r\n\r\n')) {
    await new Promise((done) => setTimeout(done, 2));
    const part = socket.read() as Buffer | null;
    if (part === null) await once(socket, 'readable');
    else tail = (tail + part.toString('latin1')).slice(-16);
  }
  expect(socket.bytesRead).toBeGreaterThan(RECORDS * 4 * MB);
  socket.destroy();
});

test('row 56: while a client reads slowly, jobs write, nothing is held, and it gets what was there', async () => {
  const socket = await openStalled(server.port, '/api/export?format=json');
  const writing = await server.generate(1, [{ repetitions: 300, metadata: { text: 'new' } }]);
  expect(await holdsLog()).toBe(false);
  expect(await server.runtime.runner.finished(writing)).toMatchObject({ records_generated: 300 });
  expect(await holdsLog()).toBe(false);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  await vi.waitFor(() => expect(text.endsWith('\r\n0\r\n\r\n')).toBe(true), { timeout: 30_000 });
  const ids = [...text.matchAll(/"id":(\d+),"metadata"/g)].map(([, id]) => Number(id));
  const old = await server.get('/api/records?job_id=1&sort=-id');
  const expected = ((await old.json()) as ExportedRecord[]).map(({ id }) => id);
  expect(ids).toEqual(expected);
  socket.destroy();
});

test('row 32: while searches read everything, each write is done', async () => {
  const [{ id } = { id: 0 }] = (await server.runtime.storage.records.list({ limit: 1 })).items;
  const pattern = '%25'.repeat(1_000);
  let isWriting = true;
  const search = async (): Promise<void> => {
    do {
      const { status } = await server.get(`/api/records?job_id=1&q=${pattern}`);
      expect(status).toBe(200);
    } while (isWriting);
  };
  const searches = Promise.all(Array.from({ length: 10 }, search));
  for (const status of ['accepted', 'rejected', 'pending', 'accepted', 'rejected']) {
    const response = await server.send('PUT', `/api/records/${id}`, { status });
    expect(response.status).toBe(200);
  }
  isWriting = false;
  await searches;
});
