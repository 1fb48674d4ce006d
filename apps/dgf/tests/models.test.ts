import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Model } from '@datagenflow/contracts';
import type { Finding } from '@datagenflow/runtime';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BIN, createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

const KEY = 'sk-CANARY-0123456789abcdef';

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
});
afterEach(() => work[Symbol.asyncDispose]());

async function list(): Promise<string[]> {
  const { stdout } = await work.runWarm(['models', 'list', '--json']);
  return (JSON.parse(stdout) as Model[])
    .filter(({ kind }) => kind === 'llm')
    .map(({ name, is_default }) => `${name}${is_default ? '*' : ''}`);
}

describe('dgf models', () => {
  test('adds, lists, tests and chooses models, and shows no key', async () => {
    await using provider = await createFakeProvider({ keys: [KEY] });
    const add = ['models', 'add', 'main', '--endpoint', `${provider.url}/chat/completions`];
    const more = [
      '--model',
      'fake-large',
      '--key-env',
      'MY_KEY',
      '--rpm',
      '60',
      '--prices',
      '0.4,1.6',
    ];
    const added = await work.runWarm([...add, ...more], { MY_KEY: KEY });
    expect(added).toMatchObject({
      code: 0,
      stdout: "✓ llm model 'main': custom fake-large, the default\n",
    });
    expect(added.stderr).toContain('dgf models test main');

    const tested = await work.runWarm(['models', 'test']);
    expect(tested.stdout).toMatch(/^✓ main: connection successful \(\d+ ms\)/);
    provider.options.keys = ['other'];
    const failed = await work.runWarm(['models', 'test', 'main']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('✗ main: connection failed: The key of the model');

    expect(await list()).toEqual(['demo', 'main*']);
    expect((await work.runWarm(['models', 'default', 'demo'])).code).toBe(0);
    expect(await list()).toEqual(['demo*', 'main']);
    const shown = await work.runWarm(['models', 'list']);
    expect(shown.stdout).toContain(
      `  main  llm        custom    fake-large  …cdef      ${provider.url}`,
    );

    const said = [added, tested, failed, shown].map(({ stdout, stderr }) => stdout + stderr).join();
    expect(said).not.toContain('CANARY');
    const files = await readdir(join(work.path, 'data'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('CANARY');
    }
  });

  test('reads a key from stdin', async () => {
    const child = spawn(process.execPath, [BIN, 'models', 'add', 'a', '--key-stdin', '--json'], {
      cwd: work.path,
      env: { PATH: process.env.PATH },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end('sk-ant-0123456789abcdef\n');
    expect(JSON.parse(await text(child.stdout))).toMatchObject({
      provider: 'anthropic',
      api_key: { is_set: true, last4: 'cdef' },
    });
  });

  test('work on a server that is up', async () => {
    await using provider = await createFakeProvider();
    const server = work.start(['start', '--port', '0']);
    await server.says('Ctrl-C');
    const add = [
      'models',
      'add',
      'main',
      '--endpoint',
      provider.url,
      '--model',
      'm',
      '--key-env',
      'K',
    ];
    expect((await work.runWarm(add, { K: KEY })).code).toBe(0);
    expect((await work.runWarm(['models', 'test'])).stdout).toContain('connection successful');
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(await list()).toEqual(['demo', 'main*']);
    expect((await work.runWarm(['models', 'default', 'demo'])).code).toBe(0);
    expect(await list()).toEqual(['demo*', 'main']);
    const missing = await work.runWarm(['models', 'test', 'nobody', '--json']);
    expect(JSON.parse(missing.stdout)).toMatchObject({ code: 'model_not_found' });
  });

  test('LLM_* that differ from the default model: doctor and start say so, and no key', async () => {
    const env = { LLM_ENDPOINT: 'http://127.0.0.1:9/v1', LLM_MODEL: 'large', LLM_API_KEY: KEY };
    await work.runWarm(['models', 'list'], env);
    const later = { ...env, LLM_MODEL: 'small', LLM_API_KEY: `${KEY}x` };
    const difference = "default model 'default' has another model (large, not small) and key";
    const doctor = await work.runWarm(['doctor', '--json'], later);
    const finding = (JSON.parse(doctor.stdout) as Finding[]).find(({ name }) => name === 'LLM_*');
    expect(finding?.status).toBe('warning');
    expect(finding?.message).toContain(difference);
    const started = await work.start(['start', '--port', '0'], later).says('LLM_*');
    expect(started).toContain(difference);
    expect(started + doctor.stdout).not.toContain('CANARY');
  });

  test('a lost master key stops everything until the keys are forgotten', async () => {
    const add = ['models', 'add', 'main', '--key-env', 'K'];
    expect((await work.runWarm(add, { K: 'sk-0123456789abcdef' })).code).toBe(0);
    await rm(join(work.path, 'data', 'auth', 'master.key'));
    for (const command of [
      ['models', 'list'],
      ['start', '--port', '0'],
    ]) {
      const refused = await work.runWarm(command);
      expect(refused.code).toBe(78);
      expect(refused.stderr).toContain('dgf models forget-keys');
    }
    const forgotten = await work.runWarm(['models', 'forget-keys']);
    expect(forgotten).toMatchObject({ code: 0, stdout: '✓ Removed the keys of main\n' });
    expect(await list()).toEqual(['demo', 'main*']);
  });
});

describe('what dgf models refuses', () => {
  let shared: Workspace;
  beforeAll(async () => {
    shared = await createWorkspace({ commands });
  });
  afterAll(() => shared[Symbol.asyncDispose]());

  test.each([
    [['add'], 2, 'Missing 1 required arg'],
    [['add', 'x'], 1, 'Name a provider or an endpoint'],
    [['add', 'x', '--key-env', 'NOTHING'], 1, 'NOTHING is not set'],
    [['add', 'x', '--key', 'sk-1'], 2, 'Nonexistent flag'],
    [['add', 'x', '--provider', 'openai', '--prices', '1'], 1, '--prices needs IN,OUT'],
    [['add', ' ', '--provider', 'openai'], 1, 'needs a name'],
    [['test', 'nobody'], 1, "llm model 'nobody' not found. Configured: demo."],
    [['default', 'nobody', '--kind', 'embedding'], 1, "embedding model 'nobody' not found"],
  ])('%j exits %i', async (args, code, message) => {
    const ended = await shared.runWarm(['models', ...args]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });
});
