import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStorage } from '@datagenflow/storage';
import { readConfig } from '../config.js';
import { databaseOf } from '../database-of.js';
import { ensureModels } from '../models/ensure-models.js';
import { saveModel } from '../models/save-model.js';
import { createKeyVault } from '../secrets/key-vault.js';
import { examineRuntime, examineSetup } from './examine-setup.js';
import { nameFileSystem } from './name-file-system.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dgf-doctor-'));
});
afterEach(() => rm(directory, { recursive: true }));

const look = async (env: Record<string, string> = {}) => {
  const findings = await examineSetup(readConfig(directory, env));
  return Object.fromEntries(findings.map(({ name, ...finding }) => [name, finding]));
};

test('before the first start nothing is wrong', async () => {
  expect(await look()).toMatchObject({
    'Data directory': { status: 'ok', message: expect.stringContaining('first start') as string },
    Database: { status: 'ok' },
    Models: { status: 'warning', fix: expect.stringContaining('dgf models add') as string },
  });
});

test('a file that is no database is an error', async () => {
  await writeFile(join(directory, 'datagenflow.db'), 'not a database, but long enough'.repeat(99));
  expect((await look({ DATAGENFLOW_DATA_DIR: directory }))['Database']).toMatchObject({
    status: 'error',
  });
});

test('a damaged database is an error that says how to go back to a backup', async () => {
  const env = { DATAGENFLOW_DATA_DIR: directory };
  const config = readConfig(directory, env);
  await (await openStorage(databaseOf(config)))[Symbol.asyncDispose]();
  const file = await open(config.databasePath, 'r+');
  await file.write(Buffer.alloc(4_096), 0, 4_096, 2 * 4_096);
  await file.close();
  expect((await look(env))['Database']).toMatchObject({
    status: 'error',
    message: expect.stringContaining('damaged') as string,
    fix: `Stop the server, remove datagenflow.db-wal and datagenflow.db-shm, and put a backup from ${join(directory, 'backups')} in place of datagenflow.db.`,
  });
});

test('network file systems are told from local ones', () => {
  expect(nameFileSystem(0x6969)).toEqual({ name: 'NFS', kind: 'unsafe' });
  expect(nameFileSystem(0x65735546)).toEqual({ name: 'FUSE', kind: 'slow' });
  expect(nameFileSystem(1)).toEqual({ name: 'local', kind: 'local' });
});

const KEY = 'sk-CANARY-0123456789abcdef';
const MODEL = { LLM_ENDPOINT: 'http://box:8000/v1', LLM_MODEL: 'large', LLM_API_KEY: KEY };

/** The models as a start with this environment finds or makes them. */
async function openModels(env: Record<string, string>) {
  const config = readConfig(directory, { DATAGENFLOW_DATA_DIR: directory, ...env });
  const storage = await openStorage(databaseOf(config));
  const vault = createKeyVault(config);
  await ensureModels({ storage, vault }, config.model);
  return { config, storage, vault, [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose]() };
}

test.each([
  [{}, []],
  [{ LLM_ENDPOINT: 'http://box:8000/v1/chat/completions' }, []],
  [
    { LLM_ENDPOINT: 'http://box:9000/v1' },
    ['endpoint (http://box:8000/v1, not http://box:9000/v1)'],
  ],
  [{ LLM_MODEL: 'small' }, ['model (large, not small)']],
  [{ LLM_API_KEY: `${KEY}x` }, ['another key']],
  [{ LLM_API_KEY: '' }, []],
  [{ LLM_MODEL: 'small', LLM_API_KEY: `${KEY}x` }, ['model (large, not small) and key']],
])('LLM_* with %o, set after a model was configured: %j', async (later, differences) => {
  await (await openModels(MODEL))[Symbol.asyncDispose]();
  const env = { ...MODEL, ...later };
  await using runtime = await openModels(env);
  const found = (await look({ DATAGENFLOW_DATA_DIR: directory, ...env }))['LLM_*'];
  const told = await examineRuntime(runtime);
  expect(JSON.stringify([found, told])).not.toContain('CANARY');
  expect(found?.status).toBe(differences.length === 0 ? 'ok' : 'warning');
  for (const difference of differences) expect(found?.message).toContain(difference);
  expect(told).toEqual(differences.length === 0 ? [] : [{ name: 'LLM_*', ...found }]);
});

test('LLM_* are not spoken of unless set, nor called different before they were read', async () => {
  expect(await look()).not.toHaveProperty('LLM_*');
  expect((await look(MODEL))['LLM_*']).toMatchObject({ status: 'ok' });
  await (await openModels({}))[Symbol.asyncDispose]();
  const env = { DATAGENFLOW_DATA_DIR: directory, ...MODEL };
  expect((await look(env))['LLM_*']).toMatchObject({ status: 'ok' });
});

test('the demo model as the default differs from LLM_*', async () => {
  await using runtime = await openModels(MODEL);
  await saveModel(runtime, 'llm', { name: 'demo', is_default: true });
  const [finding] = await examineRuntime(runtime);
  expect(finding?.message).toContain('endpoint (none, not http://box:8000/v1)');
  expect(finding?.fix).toContain('dgf models default');
});
