import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendWithHeaders } from './support/send-with-headers.js';
import { startTestServer, type TestServer } from './support/test-server.js';

let outside: string;
let server: TestServer;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'dgf-outside-'));
  await writeFile(join(outside, 'canary.yaml'), 'content of the canary');
  server = await startTestServer({
    DATAGENFLOW_TEMPLATES_PATH: join(outside, 'templates'),
    DATAGENFLOW_BLOCKS_PATH: join(outside, 'blocks'),
  });
  const places = ['uploads/canary', 'uploads/1', 'backups/canary', 'canary', 'canary.yaml'];
  await mkdir(join(server.dataDir, 'backups'), { recursive: true });
  for (const place of places) {
    await symlink(join(outside, 'canary.yaml'), join(server.dataDir, place));
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(outside, { recursive: true, force: true });
});

const HOSTILE = [
  'canary',
  'canary.yaml',
  '..%2f..%2fcanary',
  '..%2Fcanary.yaml',
  '%2e%2e',
  '%2e%2e%2fcanary',
  '..%5c..%5cx',
  '%00',
  '1%00',
  'canary%00.yaml',
  'CON',
  'a%252e%252e',
  '..%c0%afcanary',
  '%E2%80%A4%E2%80%A4%2f',
  'x'.repeat(300),
  '.',
  '%ff',
];
const routes = Object.values(endpoints as Record<string, Endpoint>).filter(({ path }) =>
  path.includes('{'),
);

async function listFiles(): Promise<string[]> {
  const files = [outside, server.dataDir].map((path) => readdir(path, { recursive: true }));
  const all = (await Promise.all(files)).flat();
  return all.filter((name) => !/\.db(-wal|-shm)?$/.test(name)).sort();
}

test.each(routes.map(({ method, path }) => [method, path] as const))(
  'row 25: %s %s takes no path for an id, and follows no link',
  async (method, path) => {
    const before = await listFiles();
    const body = method === 'GET' || method === 'DELETE' ? '' : '{}';
    const headers = {
      Host: `localhost:${server.port}`,
      ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
    };
    for (const id of HOSTILE) {
      const asked = path.replace(/\{\w+\}/, id);
      const answer = await sendWithHeaders(server.port, headers, { method, path: asked, body });
      const refusals = [400, 404, 422];
      expect({ asked, isRefused: refusals.includes(answer.status), answer }).toMatchObject({
        isRefused: true,
      });
      expect(answer.body).not.toContain('content of');
      expect(JSON.parse(answer.body)).toMatchObject({ code: expect.any(String) as string });
    }
    expect(await listFiles()).toEqual(before);
    expect(await readFile(join(outside, 'canary.yaml'), 'utf8')).toBe('content of the canary');
    expect(server.bugs).toEqual([]);
  },
);
