import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.js';
import { examineSetup } from './examine-setup.js';
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

test('network file systems are told from local ones', () => {
  expect(nameFileSystem(0x6969)).toEqual({ name: 'NFS', kind: 'unsafe' });
  expect(nameFileSystem(0x65735546)).toEqual({ name: 'FUSE', kind: 'slow' });
  expect(nameFileSystem(1)).toEqual({ name: 'local', kind: 'local' });
});
