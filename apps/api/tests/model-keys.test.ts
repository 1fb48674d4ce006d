import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  endpoints,
  type ConnectionTestResult,
  type Endpoint,
  type ErrorBody,
  type Model,
  type ModelSaved,
} from '@datagenflow/contracts';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SECRET_FORMATS } from './support/secret-formats.js';
import { startTestServer, type TestServer } from './support/test-server.js';

const SOON = { timeout: 30_000 };

let server: TestServer;
let canary: string;
beforeEach(async () => {
  server = await startTestServer({ DEBUG: 'true' });
  canary = `sk-CANARY-${randomBytes(12).toString('hex')}/a+b=`;
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

/** Collects what the event stream says until it is asked for. */
async function listenToEvents(): Promise<() => Promise<string>> {
  const end = new AbortController();
  const stream = await fetch(`${server.url}/api/events`, { signal: end.signal });
  let text = '';
  const reading = (async () => {
    for await (const part of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
  })().catch(() => undefined);
  return async () => {
    await vi.waitFor(() => expect(text).toContain('credentials'), SOON);
    end.abort();
    await reading;
    return text;
  };
}

function leakyBlock(lines: readonly string[]): string {
  return `import { BaseBlock, block } from '@datagenflow/block-sdk';
const lines = ${JSON.stringify(lines)};
export const Leaky = block(class Leaky extends BaseBlock.define({
  name: 'Leaky', description: 'Leaks', inputs: [], outputs: ['done'],
}) {
  async execute(context) {
    if (context.get('how') === 'throw') throw new Error(lines.join('; '));
    for (const line of lines) console.log(line);
    return { done: true };
  }
});`;
}

function raise(): never {
  throw new Error('This was not expected');
}

function expectNoKey(text: string): void {
  expect(text.length).toBeGreaterThan(100);
  expect(text).not.toContain('CANARY');
  expect(text).not.toContain(canary.slice(-12));
  for (const form of formsOf(canary)) expect(text).not.toContain(form.replace(/=+$/, ''));
}

/** As it is, as an address has it, and in Base64: each another text. */
function formsOf(key: string): string[] {
  return [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
}

describe('a key', () => {
  test('row 41, row 42: is in no answer and no file, even when the endpoint repeats it everywhere', async () => {
    const events = await listenToEvents();
    await using provider = await createFakeProvider({
      keys: [canary],
      answer: () => `I was told ${formsOf(canary).join(' and ')}`,
      fault: (request) => {
        const status = [undefined, 500, 400, undefined, undefined, undefined, 401][request];
        return status === undefined ? undefined : { kind: 'status', status, echo_key: true };
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

    await server.generate(1, seeds, { concurrency: 1 });
    expect(await server.runtime.runner.finished(2)).toMatchObject({
      status: 'paused',
      pause_reason: 'credentials',
    });

    const everything = (await readEverything()) + (await events());
    expect(everything).toContain('I was told [secret] and [secret] and [secret]');
    expectNoKey(everything);
    expectNoKey(await readFiles());
    const said = [server.warnings, server.bugs, server.log, server.runtime.config];
    expect(server.log).toContain('TextGenerator');
    expectNoKey(JSON.stringify(said));
  });

  test('row 43: whatever looks like a key is masked where blocks log and throw', async () => {
    await mkdir(join(server.dataDir, 'blocks'));
    const keys = SECRET_FORMATS.map(([line]) => line);
    await writeFile(join(server.dataDir, 'blocks', 'leaky.ts'), leakyBlock(keys));
    await using leaky = await startTestServer({
      DATAGENFLOW_BLOCKS_PATH: join(server.dataDir, 'blocks'),
      DEBUG: 'true',
    });
    const definition = { name: 'P', blocks: [{ type: 'Leaky', config: {} }] };
    await leaky.send('POST', '/api/pipelines', definition);
    const seeds = ['log', 'throw'].map((how) => ({ metadata: { how } }));
    await leaky.generate(1, seeds);
    await leaky.runtime.runner.finished(1);
    const record = await (await leaky.get('/api/records/1')).text();
    const failed = await (await leaky.get('/api/jobs/1/executions?status=failed')).text();
    expect(record.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(SECRET_FORMATS.length);
    expect(failed).toContain('[secret]');
    for (const [, key] of SECRET_FORMATS) {
      expect([record, failed, leaky.log].map((text) => text.includes(key))).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test('row 44: two that change places in the database are not sent anywhere', async () => {
    await using provider = await createFakeProvider();
    for (const name of ['a', 'b']) {
      const input = { name, endpoint: provider.url, model_name: 'm', api_key: `${canary}${name}` };
      await send('POST', '/api/llm-models', input);
    }
    const { models } = server.runtime.storage;
    const [a, b] = [await getModel('a'), await getModel('b')];
    const [keyOfA, keyOfB] = [await models.readKey(a.id), await models.readKey(b.id)];
    await models.update(a.id, { key: () => keyOfB ?? raise() });
    await models.update(b.id, { key: () => keyOfA ?? raise() });
    const result = await send<ConnectionTestResult>('POST', '/api/llm-models/test', { name: 'a' });
    expect(result.code).toBe('key_unreadable');
    expect(provider.requests).toEqual([]);
  });

  test('row 44: encrypted with another master key, it stops the start and stays as it is', async () => {
    await send('POST', '/api/llm-models', { name: 'a', provider: 'openai', api_key: canary });
    const { id } = await getModel('a');
    const stored = await server.runtime.storage.models.readKey(id);
    const copy = join(server.dataDir, 'copy');
    await mkdir(copy);
    for (const name of ['datagenflow.db', 'datagenflow.db-wal']) {
      await copyFile(join(server.dataDir, name), join(copy, name));
    }
    expectNoKey(await readFile(join(copy, 'datagenflow.db-wal'), 'latin1'));
    for (const DATAGENFLOW_MASTER_KEY of ['', randomBytes(32).toString('hex')]) {
      const env = { DATAGENFLOW_DATA_DIR: copy, DATAGENFLOW_MASTER_KEY };
      const error: unknown = await startTestServer(env).then(raise, (cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'master_key_wrong', detail: { models: ['a'] } });
      expect(String(error)).toContain('DATAGENFLOW_MASTER_KEY');
    }
    const key = await readFile(join(server.dataDir, 'auth', 'master.key'), 'utf8');
    await using again = await startTestServer({
      DATAGENFLOW_DATA_DIR: copy,
      DATAGENFLOW_MASTER_KEY: key,
    });
    expect(stored).not.toBeNull();
    expect(await again.runtime.storage.models.readKey(id)).toEqual(stored);
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

  test('row 45: is sent to the endpoint it was entered for, and to no other', async () => {
    await using right = await createFakeProvider();
    await using wrong = await createFakeProvider();
    const at = (url: string) => ({ name: 'a', provider: 'custom', endpoint: url, model_name: 'm' });
    await send('POST', '/api/llm-models', { ...at(right.url), api_key: canary });
    const ask = (body: object) => send<ConnectionTestResult>('POST', '/api/llm-models/test', body);

    const refusal = async (path: string, body: object) => {
      const response = await server.send('POST', path, body);
      return [response.status, ((await response.json()) as ErrorBody).code];
    };
    const keyRequired = [409, 'key_required'];

    expect(await refusal('/api/llm-models/test', at(wrong.url))).toEqual(keyRequired);
    const asked = { name: 'a', endpoint: wrong.url };
    expect(await refusal('/api/models/available', asked)).toEqual(keyRequired);
    expect((await getModel('a')).api_key.is_set).toBe(true);
    const path = { ...at(`${right.url}/deeper`), is_default: true };
    expect((await send<ModelSaved>('PUT', '/api/llm-models/a', path)).key_removed).toBe(false);

    const moved = await send<ModelSaved>('PUT', '/api/llm-models/a', at(wrong.url));
    expect(moved).toMatchObject({ key_removed: true, model: { api_key: { is_set: false } } });
    expect(await refusal('/api/llm-models/test', { name: 'a' })).toEqual(keyRequired);
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
