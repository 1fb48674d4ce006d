import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { locateProgram } from '../program/locate-program.js';
import { startRegistry, type TestRegistry } from '../testing/start-registry.js';
import { findNpm } from './find-npm.js';
import { installPackages, type InstallOptions } from './install-packages.js';
import { restorePackages } from './package-tree.js';

const npm =
  findNpm({ execPath: process.execPath, path: process.env['PATH'], npmExecPath: undefined }) ?? '';

let registry: TestRegistry;
let directory: string;
beforeAll(async () => {
  const text = (word: string) => ({ 'index.js': `export const word = '${word}';` });
  registry = await startRegistry([
    { name: 'first', version: '1.0.0', files: text('first') },
    { name: '@scope/second', version: '1.2.0', files: text('second') },
    {
      name: 'scripted',
      version: '1.0.0',
      files: text('scripted'),
      manifest: { scripts: { postinstall: 'touch ran-a-script' } },
    },
    {
      name: 'hides-one',
      version: '1.0.0',
      files: text('hides'),
      manifest: { dependencies: { scripted: '^1.0.0' } },
    },
  ]);
});
afterAll(() => registry[Symbol.asyncDispose]());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dgf-install-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const install = (name: string, options: Partial<InstallOptions> = {}) =>
  installPackages({
    directory,
    npm,
    requirements: [{ name, range: '^1.0.0' }],
    env: { PATH: process.env['PATH'] ?? '', npm_config_registry: registry.url },
    limitMs: 60_000,
    log: () => undefined,
    check: async () => undefined,
    failPoint: async () => undefined,
    ...options,
  });

const installed = (name: string) => existsSync(join(directory, 'node_modules', name, 'index.js'));

test('EXT-04 what is installed joins what was there, and gives its version', async () => {
  expect(await install('first')).toEqual([{ name: 'first', version: '1.0.0' }]);
  expect(await install('@scope/second')).toEqual([{ name: '@scope/second', version: '1.2.0' }]);
  expect([installed('first'), installed('@scope/second')]).toEqual([true, true]);
  const left = (await readdir(directory)).sort();
  expect(left).toEqual(['node_modules', 'npm', 'package.json']);
});

test('row 37: what runs a script is refused with the command, at any depth; nothing runs', async () => {
  await install('first');
  for (const name of ['scripted', 'hides-one']) {
    await expect(install(name)).rejects.toMatchObject({
      code: 'needs_install_script',
      detail: {
        packages: ['scripted@1.0.0'],
        command: `npm install --prefix '${directory}' '${name}@^1.0.0'`,
      },
    });
  }
  expect([installed('first'), installed('scripted')]).toEqual([true, false]);
  const all = await readdir(directory, { recursive: true });
  expect(all.filter((path) => path.includes('ran-a-script'))).toEqual([]);
});

test('row 39: what can’t be used, and what does not exist, changes nothing', async () => {
  await install('first');
  const manifest = await readFile(join(directory, 'package.json'), 'utf8');
  const seen: boolean[] = [];
  const check = async (modulesDir: string) => {
    seen.push(existsSync(join(modulesDir, '@scope/second/index.js')));
    return 'It throws';
  };
  await expect(install('@scope/second', { check })).rejects.toMatchObject({
    code: 'install_unusable',
    message: expect.stringContaining('It throws') as string,
  });
  await expect(install('nowhere')).rejects.toMatchObject({ code: 'install_failed', status: 502 });
  expect(seen).toEqual([true]);
  expect([installed('first'), installed('@scope/second')]).toEqual([true, false]);
  expect(await readFile(join(directory, 'package.json'), 'utf8')).toBe(manifest);
});

test('row 39: a full disk is 507, and changes nothing', async () => {
  await install('first');
  const failPoint = async (): Promise<void> => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  await expect(install('@scope/second', { failPoint })).rejects.toMatchObject({
    code: 'disk_full',
    status: 507,
  });
  expect([installed('first'), installed('@scope/second')]).toEqual([true, false]);
});

test('row 39: killed at any point, the tree is the old or the new one, and a retry succeeds', async () => {
  await install('first');
  for (const killAt of ['npm', 'install.before', 'install.between', 'install.after']) {
    const asked = registry.requests.length;
    const { execArgv } = locateProgram(new URL('./any.js', import.meta.url));
    const child = fork(
      new URL('../testing/install-until-killed.ts', import.meta.url),
      [
        JSON.stringify({
          directory,
          npm,
          registry: registry.url,
          name: '@scope/second',
          path: process.env['PATH'] ?? '',
          killAt,
        }),
      ],
      { execArgv, stdio: 'ignore' },
    );
    const ended = once(child, 'exit');
    if (killAt === 'npm') {
      await vi.waitUntil(() => registry.requests.length > asked, 30_000);
      child.kill('SIGKILL');
    }
    expect((await ended)[1]).toBe('SIGKILL');
    await restorePackages(directory);
    const isNew = killAt === 'install.after';
    expect([killAt, installed('first'), installed('@scope/second')]).toEqual([killAt, true, isNew]);
  }
  await install('@scope/second');
  expect([installed('first'), installed('@scope/second')]).toEqual([true, true]);
});
