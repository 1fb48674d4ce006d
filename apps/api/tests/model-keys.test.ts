import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  endpoints,
  type ConnectionTestResult,
  type Endpoint,
  type Model,
  type ModelSaved,
} from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './support/test-server.js';

let server: TestServer;
let canary: string;
beforeEach(async () => {
  server = await startTestServer();
  canary = `sk-CANARY-${randomBytes(12).toString('hex')}`;
});
afterEach(() => server[Symbol.asyncDispose]());

async function send<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<T & { code?: string }> {
  return (await (await server.send(method, path, body)).json()) as T & { code?: string };
}

const getModel = async (name: string) =>
  (await (await server.get(`/api/llm-models/${name}`)).json()) as Model;

/** Everything that can be read over HTTP, as one text. */
async function readEverything(): Promise<string> {
  const reads = Object.values(endpoints as Record<string, Endpoint>).filter(
    ({ method }) => method === 'GET',
  );
  const texts: string[] = [];
  for (const { path } of reads) {
    const response = await server.get(path.replace('{id}', '1').replace('{name}', 'canary'));
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (isEndless === true) await response.body?.cancel();
    else texts.push(await response.text());
  }
  return texts.join('\n');
}

/** Every file of the data directory, as one text. */
async function readFiles(): Promise<string> {
  const entries = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['datagenflow.db', 'datagenflow.db-wal', 'master.key']),
  );
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

function expectNoKey(text: string): void {
  expect(text.length).toBeGreaterThan(100);
  expect(text).not.toContain('CANARY');
  expect(text).not.toContain(canary.slice(-12));
  expect(text).not.toContain(Buffer.from(canary).toString('base64').replace(/=+$/, ''));
}

describe('a key', () => {
  test('is in no answer and no file, even when the endpoint repeats it everywhere', async () => {
    await using provider = await createFakeProvider({
      keys: [canary],
      answer: () => `I was told ${canary} and ${encodeURIComponent(canary)}`,
      fault: (request) => {
        if (request === 1) return { kind: 'status', status: 500, echo_key: true };
        return request === 2 ? { kind: 'status', status: 400, echo_key: true } : undefined;
      },
    });
    const input = { name: 'canary', endpoint: provider.url, model_name: 'm', api_key: canary };
    expectNoKey(JSON.stringify(await send('POST', '/api/llm-models', input)));
    expectNoKey(
      JSON.stringify(await send('POST', '/api/embedding-models', input)) + ' '.repeat(100),
    );
    await send('POST', '/api/pipelines', {
      name: 'P',
      blocks: [{ type: 'TextGenerator', config: { user_prompt: '{{ topic }}' } }],
    });
    const seeds = Array.from({ length: 5 }, (_, i) => ({ metadata: { topic: `T${i}` } }));
    await server.generate(1, seeds, { concurrency: 1 });
    const job = await server.runtime.runner.finished(1);
    expect(job).toMatchObject({ status: 'completed', records_generated: 4, records_failed: 1 });

    const everything = await readEverything();
    expect(everything).toContain('I was told [secret] and [secret]');
    expectNoKey(everything);
    expectNoKey(await readFiles());
    expectNoKey(JSON.stringify([server.warnings, server.bugs, server.runtime.config]));
  });

  test('is not in the message of a test that fails', async () => {
    await using provider = await createFakeProvider({ keys: ['another'] });
    const input = { name: 'x', endpoint: provider.url, model_name: 'm', api_key: canary };
    const result = await send<ConnectionTestResult>('POST', '/api/llm-models/test', input);
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${canary}`);
    expect(result.success).toBe(false);
    expect(result.message).toContain('[secret]');
    expectNoKey(JSON.stringify(result));
  });

  test('lies in the database encrypted, the master key beside it for the owner only', async () => {
    await send('POST', '/api/llm-models', { name: 'a', provider: 'openai', api_key: canary });
    const stored = await server.runtime.storage.models.readKey((await getModel('a')).id);
    expect(stored?.envelope).toMatch(/^v1:[0-9a-f]{12}:[\w-]{16}:[\w-]+$/);
    const auth = join(server.dataDir, 'auth');
    expect((await stat(auth)).mode & 0o777).toBe(0o700);
    expect((await stat(join(auth, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  test('stays when a change does not name it, and goes when it is empty', async () => {
    await send('POST', '/api/llm-models', { name: 'a', provider: 'openai', api_key: canary });
    await send('PUT', '/api/llm-models/a', { name: 'a', model_name: 'gpt-4o' });
    expect((await getModel('a')).api_key).toEqual({ is_set: true, last4: canary.slice(-4) });
    await send('PUT', '/api/llm-models/a', { name: 'a', api_key: '' });
    expect((await getModel('a')).api_key).toEqual({ is_set: false, last4: '' });
  });

  test('is sent to the endpoint it was entered for, and to no other', async () => {
    await using right = await createFakeProvider();
    await using wrong = await createFakeProvider();
    const at = (url: string) => ({ name: 'a', provider: 'custom', endpoint: url, model_name: 'm' });
    await send('POST', '/api/llm-models', { ...at(right.url), api_key: canary });
    const ask = (body: object) => send<ConnectionTestResult>('POST', '/api/llm-models/test', body);

    expect((await ask(at(wrong.url))).code).toBe('key_required');
    const asked = { name: 'a', endpoint: wrong.url };
    expect((await send('POST', '/api/models/available', asked)).code).toBe('key_required');
    expect((await getModel('a')).api_key.is_set).toBe(true);
    const path = { ...at(`${right.url}/deeper`), is_default: true };
    expect((await send<ModelSaved>('PUT', '/api/llm-models/a', path)).key_removed).toBe(false);

    const moved = await send<ModelSaved>('PUT', '/api/llm-models/a', at(wrong.url));
    expect(moved).toMatchObject({ key_removed: true, model: { api_key: { is_set: false } } });
    expect((await ask({ name: 'a' })).code).toBe('key_required');
    await send('POST', '/api/pipelines', {
      name: 'P',
      blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Hi' } }],
    });
    await expect(server.generate(1, [{ metadata: {} }])).rejects.toThrow('Enter the key for');
    expect(wrong.requests).toEqual([]);

    expect((await ask({ name: 'a', api_key: '' })).success).toBe(true);
    await send('PUT', '/api/llm-models/a', { name: 'a', api_key: null });
    expect((await ask({ name: 'a' })).success).toBe(true);
    expect(wrong.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('does not follow a redirect', async () => {
    await using elsewhere = await createFakeProvider();
    await using provider = await createFakeProvider({
      fault: () => ({ kind: 'redirect', to: elsewhere.url }),
    });
    const input = { name: 'a', endpoint: provider.url, model_name: 'm', api_key: canary };
    const result = await send<ConnectionTestResult>('POST', '/api/llm-models/test', input);
    expect(result).toMatchObject({ success: false });
    expect(elsewhere.requests).toEqual([]);
  });
});
