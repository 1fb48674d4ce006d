import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtensionStatus, ExtensionTemplate } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { block, startProject, type Project } from './support/extension-project.js';

const SOON = { timeout: 30_000, interval: 50 };

const template = (name: string) =>
  `name: ${name}\nblocks:\n  - type: TextGenerator\n    config: { user_prompt: Hello }\n`;

describe('hot reload', () => {
  let project: Project;
  beforeAll(async () => {
    project = await startProject({ 'blocks/first.ts': block('First') });
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const status = () => project.json<ExtensionStatus>('status');

  test('EXT-22 the status has the documented shape', async () => {
    const { runtime } = project.server;
    const builtins = runtime.registry.list().filter(({ source }) => source === 'builtin').length;
    const templates = runtime.templates.list().length;
    expect(await status()).toEqual({
      blocks: {
        total: builtins + 1,
        builtin_blocks: builtins,
        custom_blocks: 0,
        user_blocks: 1,
        available: builtins + 1,
        unavailable: 0,
      },
      templates: { total: templates, builtin_templates: templates, user_templates: 0 },
      hot_reload: { enabled: true, debounce_ms: 100 },
      version: expect.any(String) as string,
    });
  });

  test('EXT-18 EXT-22 EXT-27 blocks follow their files: created, broken, fixed, renamed, deleted', async () => {
    const file = join(project.blocks, 'second.ts');
    const before = await status();
    const counts = async () => (await status()).blocks;
    await writeFile(file, block('Second'));
    await vi.waitFor(
      async () =>
        expect(await counts()).toMatchObject({
          user_blocks: 2,
          available: before.blocks.available + 1,
        }),
      SOON,
    );
    await writeFile(file, 'export const x = ;');
    await vi.waitFor(
      async () =>
        expect(await project.find('Second')).toMatchObject({
          available: false,
          error: 'second.ts:1:18: Unexpected ";"',
          description: 'For a test',
          unavailable: { reason: 'failed_to_load', file: 'second.ts', line: 1, column: 18 },
        }),
      SOON,
    );
    expect(await counts()).toMatchObject({ user_blocks: 2, unavailable: 1 });
    await writeFile(file, block('Second'));
    await vi.waitFor(
      async () => expect(await project.find('Second')).toMatchObject({ available: true }),
      SOON,
    );
    await rename(file, join(project.blocks, 'renamed.ts'));
    await vi.waitFor(
      () => expect(project.count('extension:reloaded', 'renamed.ts')).toBeGreaterThan(0),
      SOON,
    );
    expect(await project.find('Second')).toMatchObject({ available: true });
    await rm(join(project.blocks, 'renamed.ts'));
    await vi.waitFor(async () => expect(await project.find('Second')).toBeUndefined(), SOON);
    expect(await status()).toEqual(before);
  });

  test('EXT-20 ten saves are one reload, and two files are independent', async () => {
    const [one, two] = ['one.ts', 'two.ts'];
    await writeFile(join(project.blocks, two), block('Two'));
    for (let n = 0; n < 10; n += 1) {
      await writeFile(join(project.blocks, one), block('One', { body: `return { out: ${n} };` }));
      await new Promise((done) => setTimeout(done, 10));
    }
    await vi.waitFor(async () => {
      expect(await project.find('One')).toMatchObject({ available: true });
      expect(await project.find('Two')).toMatchObject({ available: true });
    }, SOON);
    await rm(join(project.blocks, one));
    await vi.waitFor(async () => expect(await project.find('One')).toBeUndefined(), SOON);
    const seen = project.events.filter((event) => event.type === 'extension:reloaded');
    expect(seen.filter(({ file, names }) => file === one && names.length > 0)).toHaveLength(1);
    expect(seen.filter(({ file }) => file === two)).toHaveLength(1);
  });

  test('row 35: what hangs, exits or throws while it loads harms nobody else', async () => {
    const hostile = {
      'throws.ts': "throw new Error('Not today');",
      'exits.ts': 'process.exit(1);',
      'spins.ts': 'for (;;);',
    };
    for (const [name, text] of Object.entries(hostile)) {
      await writeFile(join(project.blocks, name), text);
    }
    await vi.waitFor(() => {
      for (const name of Object.keys(hostile)) {
        expect(project.count('extension:failed', name)).toBe(1);
      }
    }, SOON);
    expect((await project.find('Throws'))?.error).toBe('throws.ts:1:7: Not today');
    expect((await project.find('Exits'))?.error).toContain('exited with code 1');
    expect((await project.find('Spins'))?.error).toContain('did not answer');
    expect(await project.find('First')).toMatchObject({ available: true });
    for (const name of Object.keys(hostile)) await rm(join(project.blocks, name));
    await vi.waitFor(async () => expect((await status()).blocks.unavailable).toBe(0), SOON);
  });

  test('a helper file counts for the blocks that import it', async () => {
    await writeFile(join(project.blocks, '_word.ts'), `export const word = 'one';`);
    await writeFile(
      join(project.blocks, 'helped.ts'),
      block('Helped', { top: `import { word } from './_word.ts';`, body: 'return { out: word };' }),
    );
    await vi.waitFor(async () => expect(await project.find('Helped')).toBeDefined(), SOON);
    const reloads = project.count('extension:reloaded', 'helped.ts');
    await writeFile(join(project.blocks, '_word.ts'), `export const word = 'two';`);
    await vi.waitFor(
      () => expect(project.count('extension:reloaded', 'helped.ts')).toBe(reloads + 1),
      SOON,
    );
    expect(project.count('extension:reloaded', 'first.ts')).toBe(0);
  });

  test('EXT-09 EXT-19 templates follow their files, each on its own', async () => {
    const { templates } = project.server.runtime;
    const path = (name: string) => join(project.templates, name);
    await writeFile(path('mine.yaml'), template('Mine'));
    await vi.waitFor(() => expect(templates.get('mine')?.template.name).toBe('Mine'), SOON);
    await writeFile(path('mine.yaml'), template('Yours'));
    await vi.waitFor(() => expect(templates.get('mine')?.template.name).toBe('Yours'), SOON);
    const [builtin = ''] = templates.list().map(({ id }) => id);
    await writeFile(path(`${builtin}.yaml`), template('Imposter'));
    await writeFile(path('broken.yaml'), 'name: Broken\nblocks: nothing\n');
    await vi.waitFor(() => {
      expect(project.count('extension:failed', `${builtin}.yaml`)).toBe(1);
      expect(project.count('extension:failed', 'broken.yaml')).toBe(1);
    }, SOON);
    const listed = await project.json<ExtensionTemplate[]>('templates');
    expect(listed.filter(({ available }) => !available)).toEqual([
      expect.objectContaining({
        id: 'broken',
        error: expect.stringContaining('broken.yaml:2:1') as string,
      }),
      expect.objectContaining({
        id: builtin,
        source: 'user',
        error: expect.stringContaining('skipped: conflicts with builtin') as string,
      }),
    ]);
    expect(templates.get(builtin)?.source).toBe('builtin');
    for (const name of ['mine.yaml', 'broken.yaml', `${builtin}.yaml`]) await rm(path(name));
    await vi.waitFor(() => expect(templates.get('mine')).toBeUndefined(), SOON);
    await vi.waitFor(() => expect(project.count('extension:reloaded', 'mine.yaml')).toBe(3), SOON);
    expect(project.server.bugs).toEqual([]);
  });
});

test('EXT-21 EXT-23 EXT-28 with the watcher off a reload has to be asked for', async () => {
  await using project = await startProject({}, { DATAGENFLOW_HOT_RELOAD: 'false' });
  await writeFile(join(project.blocks, 'late.ts'), block('Late'));
  await writeFile(join(project.templates, 'late.yaml'), template('Late'));
  expect((await project.json<ExtensionStatus>('status')).hot_reload.enabled).toBe(false);
  expect(await project.find('Late')).toBeUndefined();
  const status = await project.json<ExtensionStatus>('reload', 'POST');
  expect(status).toMatchObject({ blocks: { user_blocks: 1 }, templates: { user_templates: 1 } });
  expect(await project.find('Late')).toMatchObject({ source: 'user', available: true });
});
