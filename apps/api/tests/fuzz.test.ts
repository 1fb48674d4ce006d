import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fuzzApi } from '../src/testing/index.js';
import { startTestServer, type TestServer } from './support/test-server.js';

const LONG = { timeout: 30_000 };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({}, { runner: 'child' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** The long form is the drill `fuzz`. */
test('no request, however spoilt, is answered with 500, with what no schema says, or not at all', async () => {
  const options = { seed: 2, perOperation: 10, rounds: 1 };
  const { wrong, sent, byStatus } = await fuzzApi(server.url, options);
  expect({ wrong, bugs: server.bugs }).toEqual({ wrong: [], bugs: [] });
  expect(sent).toBeGreaterThan(600);
  expect(byStatus[200]).toBeGreaterThan(sent / 10);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await vi.waitFor(async () => expect((await server.get('/ready')).status).toBe(200), LONG);
}, 120_000);
