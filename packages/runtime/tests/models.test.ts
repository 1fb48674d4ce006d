import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeProvider } from '@datagenflow/llm/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRuntime,
  forgetKeys,
  readConfig,
  saveModel,
  testModel,
  type Runtime,
} from '../src/index.js';

const KEY = 'sk-CANARY-0123456789abcdef';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dgf-models-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function start(env: Record<string, string> = {}): Promise<Runtime> {
  return createRuntime(readConfig(dir, env), { warn: () => undefined });
}

const keyFile = () => join(dir, 'data', 'auth', 'master.key');
const forever = new AbortController().signal;

async function listModels({ storage }: Runtime): Promise<string[]> {
  const models = await storage.models.list('llm');
  return models.map(
    ({ name, provider, is_default }) => `${name}:${provider}${is_default ? '*' : ''}`,
  );
}

describe('LLM_* in the environment', () => {
  test('fill the table while only the demo model is there, and change nothing later', async () => {
    await using provider = await createFakeProvider({ keys: [KEY] });
    const env = {
      LLM_ENDPOINT: `${provider.url}/chat/completions`,
      LLM_API_KEY: KEY,
      LLM_MODEL: 'm',
    };
    {
      await using runtime = await start();
      expect(await listModels(runtime)).toEqual(['demo:demo*']);
    }
    {
      await using runtime = await start(env);
      expect(await listModels(runtime)).toEqual(['default:custom*', 'demo:demo']);
      const [model] = await runtime.storage.models.list('llm');
      expect(model).toMatchObject({
        endpoint: provider.url,
        model_name: 'm',
        api_key: { is_set: true },
      });
      expect(await testModel(runtime, 'llm', { name: 'default' }, forever)).toMatchObject({
        success: true,
      });
    }
    await using runtime = await start({ ...env, LLM_MODEL: 'other' });
    expect((await runtime.storage.models.findDefault('llm'))?.model_name).toBe('m');
  });
});

describe('stored keys', () => {
  test('need the master key they were encrypted with; the start changes nothing without it', async () => {
    {
      await using runtime = await start();
      await saveModel(runtime, 'llm', { name: 'a', provider: 'openai', api_key: KEY });
    }
    const right = await readFile(keyFile(), 'utf8');
    const wrong = { code: 'master_key_wrong', detail: expect.objectContaining({ models: ['a'] }) };
    const other = { DATAGENFLOW_MASTER_KEY: randomBytes(32).toString('hex') };
    await expect(start(other)).rejects.toMatchObject(wrong);
    await expect(start(other)).rejects.toThrow(/DATAGENFLOW_MASTER_KEY.*dgf models forget-keys/);
    await writeFile(keyFile(), `${randomBytes(32).toString('base64')}\n`);
    await expect(start()).rejects.toMatchObject(wrong);
    await writeFile(keyFile(), 'nonsense');
    await expect(start()).rejects.toMatchObject({ code: 'master_key_wrong' });
    await rm(keyFile());
    await expect(start()).rejects.toMatchObject(wrong);
    await expect(stat(keyFile())).rejects.toThrow('ENOENT');

    await using runtime = await start({ DATAGENFLOW_MASTER_KEY: right.trim() });
    const { id, name } = (await runtime.storage.models.findByName('llm', 'a')) ?? {
      id: 0,
      name: '',
    };
    const sealed = await runtime.storage.models.readKey(id);
    const opened = await runtime.vault.open(sealed?.envelope ?? '', { id, name });
    expect(opened.reveal()).toBe(KEY);
  });

  test('are removed without the master key, when it is lost', async () => {
    {
      await using runtime = await start();
      await saveModel(runtime, 'llm', { name: 'a', provider: 'openai', api_key: KEY });
    }
    await rm(keyFile());
    expect(await forgetKeys(readConfig(dir, {}))).toEqual(['a']);
    await using runtime = await start();
    expect((await runtime.storage.models.findByName('llm', 'a'))?.api_key.is_set).toBe(false);
  });

  test('belong to one model: swapped, both are refused', async () => {
    await using provider = await createFakeProvider();
    await using runtime = await start();
    const at = { provider: 'custom', endpoint: provider.url, model_name: 'm' };
    const a = (await saveModel(runtime, 'llm', { ...at, name: 'a', api_key: KEY })).model;
    const b = (await saveModel(runtime, 'llm', { ...at, name: 'b', api_key: `${KEY}-b` })).model;
    const { models } = runtime.storage;
    const [keyOfA, keyOfB] = [await models.readKey(a.id), await models.readKey(b.id)];
    if (keyOfA === null || keyOfB === null) throw new Error('no keys');
    await models.update(a.id, { key: () => keyOfB });
    await models.update(b.id, { key: () => keyOfA });
    for (const name of ['a', 'b']) {
      await expect(testModel(runtime, 'llm', { name }, forever)).rejects.toMatchObject({
        code: 'key_unreadable',
        message: expect.stringContaining(`'${name}'`) as string,
      });
    }
    expect(provider.requests).toEqual([]);
  });
});
