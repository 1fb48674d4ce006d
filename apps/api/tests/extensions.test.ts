import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  BlockDependencies,
  BlockValidation,
  ErrorBody,
  InstalledDependencies,
} from '@datagenflow/contracts';
import { startRegistry, type TestRegistry } from '@datagenflow/extensions/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { block, startProject, type Project } from './support/extension-project.js';
import { sendWithHeaders } from './support/send-with-headers.js';
import { startTestServer } from './support/test-server.js';

const needing = (requirement: string, name = 'answering') =>
  block('Dependent', {
    top: `import { answer } from '${name}';`,
    dependencies: `dependencies: ['${requirement}'],`,
    body: 'return { out: answer };',
  });

describe('dependencies', () => {
  let registry: TestRegistry;
  let project: Project;
  beforeAll(async () => {
    registry = await startRegistry([
      { name: 'answering', version: '2.1.0', files: { 'index.js': 'export const answer = 42;' } },
      {
        name: 'scripted',
        version: '1.0.0',
        files: { 'index.js': 'export const answer = 1;' },
        manifest: { scripts: { postinstall: 'touch ran' } },
      },
    ]);
    project = await startProject(
      {
        'blocks/dependent.ts': needing('answering@^2.0.0'),
        'blocks/scripted.ts': needing('scripted@^1.0.0', 'scripted').replace(
          'Dependent',
          'Scripted',
        ),
        'blocks/evil.ts': block('Evil', { dependencies: `dependencies: ['x@git+ssh://host/x'],` }),
        'blocks/broken.ts': 'export const x = ;',
      },
      { NPM_CONFIG_REGISTRY: registry.url, PATH: process.env['PATH'] ?? '' },
      'here',
    );
  });
  afterAll(async () => {
    await project[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });

  test('EXT-03 EXT-24 what is missing is told, by list, validation and dependencies', async () => {
    expect(await project.find('Dependent')).toMatchObject({
      available: false,
      error: expect.stringContaining('npm install answering@^2.0.0') as string,
      unavailable: { reason: 'dependencies_missing' },
    });
    expect(await project.json<BlockValidation>('blocks/Dependent/validate', 'POST')).toMatchObject({
      valid: false,
      dependencies: [{ name: 'answering', installed: null, satisfied: false }],
    });
    expect(await project.json<BlockDependencies>('blocks/Dependent/dependencies')).toMatchObject({
      missing: ['answering@^2.0.0'],
    });
    expect(await project.json('blocks/TextGenerator/validate', 'POST')).toEqual({
      block_type: 'TextGenerator',
      valid: true,
      error: null,
      dependencies: [],
    });
  });

  test('EXT-24 EXT-28 a failed import is 422 with its place, an unknown block 404', async () => {
    for (const [method, path] of [
      ['GET', 'dependencies'],
      ['POST', 'install-deps'],
    ] as const) {
      const broken = await project.server.send(method, `/api/extensions/blocks/Broken/${path}`);
      expect(broken.status).toBe(422);
      expect(await broken.json()).toMatchObject({
        error: expect.stringContaining('broken.ts:1:18: Unexpected ";"') as string,
        detail: { file: 'broken.ts', line: 1, column: 18 },
      });
      const unknown = await project.server.send(method, `/api/extensions/blocks/Nobody/${path}`);
      expect(unknown.status).toBe(404);
    }
    expect(
      (await project.server.send('POST', '/api/extensions/blocks/Nobody/validate')).status,
    ).toBe(404);
  });

  test('row 37: a requirement that is none, and a package with an install script, are refused', async () => {
    const asked = registry.requests.length;
    const evil = await project.server.send('POST', '/api/extensions/blocks/Evil/install-deps');
    expect(evil.status).toBe(422);
    expect(registry.requests).toHaveLength(asked);
    const scripted = await project.server.send(
      'POST',
      '/api/extensions/blocks/Scripted/install-deps',
    );
    expect(scripted.status).toBe(422);
    const body = (await scripted.json()) as ErrorBody;
    expect(body).toMatchObject({ code: 'needs_install_script' });
    expect(body.error).toContain('npm install --prefix');
    const modules = join(project.server.dataDir, 'extensions/node_modules');
    expect(existsSync(join(modules, 'scripted'))).toBe(false);
  });

  test('EXT-04 installing makes a block available without a restart', async () => {
    const installed = await project.json<InstalledDependencies>(
      'blocks/Dependent/install-deps',
      'POST',
    );
    expect(installed).toMatchObject({ installed: [{ name: 'answering', version: '2.1.0' }] });
    expect(await project.find('Dependent')).toMatchObject({ available: true, error: null });
    expect(await project.json<BlockDependencies>('blocks/Dependent/dependencies')).toMatchObject({
      dependencies: [{ installed: '2.1.0', satisfied: true }],
      missing: [],
    });
    const steps = project.events.flatMap((event) =>
      event.type === 'extension:install' && event.block_type === 'Dependent' ? [event.status] : [],
    );
    expect(new Set(steps)).toEqual(new Set(['started', 'log', 'completed']));
    const again = await project.json('blocks/Dependent/install-deps', 'POST');
    expect(again).toMatchObject({ installed: [] });
  });
});

test('row 37: DATAGENFLOW_ALLOW_INSTALL=false switches installing off', async () => {
  await using project = await startProject(
    { 'blocks/dependent.ts': needing('answering@^2.0.0') },
    { DATAGENFLOW_ALLOW_INSTALL: 'false' },
    'here',
  );
  const refused = await project.server.send(
    'POST',
    '/api/extensions/blocks/Dependent/install-deps',
  );
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'install_not_allowed' });
});

describe('row 8: what starts processes is guarded', () => {
  const install = { method: 'POST', path: '/api/extensions/blocks/Dependent/install-deps' };

  test('another host or a page of another origin starts none', async () => {
    await using project = await startProject(
      { 'blocks/dependent.ts': needing('answering@^2.0.0') },
      {},
      'here',
    );
    const { port, dataDir } = project.server;
    const any = await sendWithHeaders(port, { Host: `0.0.0.0:${port}` }, install);
    expect(any.status).toBe(421);
    const own = { Host: `localhost:${port}`, 'X-DataGenFlow': '1' };
    const foreign = { ...own, Origin: 'https://evil.example' };
    expect((await sendWithHeaders(port, foreign, install)).status).toBe(403);
    expect(existsSync(join(dataDir, 'extensions/npm'))).toBe(false);
  });

  test('row 37: with a token, five installations an hour', async () => {
    const token = 'an-own-token-of-16+';
    await using server = await startTestServer({ HOST: '0.0.0.0', DATAGENFLOW_TOKEN: token });
    const headers = { Host: 'flow.example', Authorization: `Bearer ${token}` };
    const path = '/api/extensions/blocks/TextGenerator/install-deps';
    const ask = () => sendWithHeaders(server.port, headers, { method: 'POST', path });
    for (let n = 0; n < 5; n += 1) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'too_many_installs' });
    expect((await sendWithHeaders(server.port, { Host: 'flow.example' }, install)).status).toBe(
      401,
    );
  });
});
