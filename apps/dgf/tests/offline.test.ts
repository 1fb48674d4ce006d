import { mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '@datagenflow/runtime';
import { createWorkspace, type Workspace } from './support/dgf.js';
import { startCommands } from './support/start-commands.js';

const commands = startCommands();
afterAll(() => commands[Symbol.asyncDispose]());

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let work: Workspace;
beforeEach(async () => {
  work = await createWorkspace({ commands });
});
afterEach(() => work[Symbol.asyncDispose]());

const GOOD = `import { BaseBlock, block } from '@datagenflow/block-sdk';
process.exit(3);
export const Upper = block(class extends BaseBlock.define({
  name: 'Upper', description: 'Shouts', inputs: ['text'], outputs: ['text'],
}) { async execute(context) { return { text: context.get('text', '').toUpperCase() }; } });
`;

describe('dgf blocks, without a server', () => {
  test('EXT-12: validate names what it found, or file:line:col, and runs nothing', async () => {
    await work.write('good.ts', GOOD);
    await work.write('syntax.ts', 'export const A = 1;\nexport const B = {;\n');
    await work.write('none.ts', 'export const a = 1;\n');
    await work.write('wrong.ts', GOOD.replace("inputs: ['text']", 'inputs: 5'));
    await work.write('notes.txt', 'none');
    const good = await work.run(['blocks', 'validate', 'good.ts']);
    expect(good).toEqual({ code: 0, stdout: '✓ good.ts: Upper (general)\n', stderr: '' });
    const files = ['good.ts', 'syntax.ts', 'none.ts', 'wrong.ts', 'notes.txt', 'missing.ts'];
    const { code, stdout, stderr } = await work.runWarm(['blocks', 'validate', ...files]);
    expect(code).toBe(1);
    expect(stdout).toBe('✓ good.ts: Upper (general)\n');
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^✗ syntax\.ts:2:19: /),
      '✗ none.ts: There is no block class: export a class that extends BaseBlock.',
      expect.stringMatching(/^✗ wrong\.ts:4:41: .*definition\.inputs must be an array/),
      '✗ notes.txt: A block file ends in .ts, .mts, .js or .mjs.',
      '✗ missing.ts: There is no such file.',
      '',
    ]);
  });

  test('EXT-12: of several files, validate leaves out what is read as no block, and says so', async () => {
    const names = ['good.ts', 'good.test.ts', '_shared.ts', '.hidden.ts', 'good.d.ts'];
    for (const name of names) await work.write(name, GOOD);
    const { code, stdout, stderr } = await work.runWarm(['blocks', 'validate', ...names]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '✓ good.ts: Upper (general)\n' });
    const skipped = names
      .slice(1)
      .map((name) => `  ${name}: left out, its name is none of a block`);
    expect(stderr.trimEnd().split('\n')).toEqual(skipped);
    const alone = await work.runWarm(['blocks', 'validate', '_shared.ts']);
    expect(alone.stdout).toBe('✓ _shared.ts: Upper (general)\n');
  });

  test('EXT-12: with TypeScript beside a file, validate checks types', async () => {
    const modules = join(ROOT, 'node_modules');
    await mkdir(join(work.path, 'node_modules', '@datagenflow'), { recursive: true });
    await symlink(join(modules, 'typescript'), join(work.path, 'node_modules', 'typescript'));
    await symlink(
      join(ROOT, 'packages', 'block-sdk'),
      join(work.path, 'node_modules', '@datagenflow', 'block-sdk'),
    );
    const typed = GOOD.replace('process.exit(3);\n', '')
      .replace('import { BaseBlock, block }', 'import { BaseBlock, block, type BlockContext }')
      .replace('execute(context)', 'execute(context: BlockContext)');
    await work.write('typed.ts', typed);
    await work.write('wrong.ts', typed.replace('.toUpperCase()', '.toUperCase()'));
    const { code, stdout, stderr } = await work.runWarm([
      'blocks',
      'validate',
      'typed.ts',
      'wrong.ts',
    ]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: '✓ typed.ts: Upper (general), types checked\n',
    });
    expect(stderr).toMatch(
      /^✗ wrong\.ts:4:\d+: TS\d+: .*toUperCase.*Did you mean 'toUpperCase'\?\n$/,
    );
  });

  test('add checks and copies, remove takes away, both say what was meant', async () => {
    await work.write('upper.ts', GOOD);
    await work.write('broken.ts', 'export {');
    const added = await work.runWarm(['blocks', 'add', 'upper.ts']);
    expect(added.stdout).toBe(`✓ ${join(work.path, 'user_blocks', 'upper.ts')}: Upper\n`);
    const broken = await work.runWarm(['blocks', 'add', 'broken.ts', '--json']);
    expect(JSON.parse(broken.stdout)).toMatchObject({ code: 'block_file_invalid' });
    const meant = await work.runWarm(['blocks', 'remove', 'Uper']);
    expect(meant).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean Upper') as string,
    });
    expect((await work.runWarm(['blocks', 'remove', 'Upper'])).code).toBe(0);
    expect(await readdir(join(work.path, 'user_blocks'))).toEqual([]);
  });

  test('scaffold refuses names that are none, and overwrites nothing', async () => {
    const bad = await work.runWarm(['blocks', 'scaffold', 'my block']);
    expect(bad).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Try MyBlock.') as string,
    });
    await work.write('my_block.test.ts', 'mine');
    expect(await work.runWarm(['blocks', 'scaffold', 'MyBlock'])).toMatchObject({ code: 1 });
    expect(await readdir(work.path)).toEqual(['my_block.test.ts']);
  });
});

test('EXT-14: dgf templates validate tells every problem with its line', async () => {
  const flow = (rest: string) =>
    `name: Flow\nblocks:\n  - type: TextGenerator\n    config:\n${rest}`;
  await work.write('good.yaml', flow('      user_prompt: Hello {{ name }}\n'));
  await work.write(
    'warned.yaml',
    `${flow('      user_prompt: Hello\n')}  - type: TextGenerator\n    config: { user_prompt: Again }\n`,
  );
  await work.write('keys.yaml', flow('      user_prompt: 5\n      user_promt: x\n'));
  await work.write('shape.yaml', 'name: 5\nblocks:\n  - typ: A\n');
  await work.write('block.yaml', 'name: A\nblocks:\n\n  - type: TextGeneratr\n  - type: Upper\n');
  await work.write('syntax.yaml', 'name: A\nblocks: [');
  await work.write('user_blocks/upper.ts', GOOD);
  const files = ['good', 'warned', 'keys', 'shape', 'block', 'syntax'].map(
    (name) => `${name}.yaml`,
  );
  const { code, stdout, stderr } = await work.runWarm(['templates', 'validate', ...files]);
  expect([code, stdout]).toEqual([1, '✓ good.yaml: Flow\n✓ warned.yaml: Flow\n']);
  for (const place of [
    'keys.yaml:5:',
    'keys.yaml:6:',
    'shape.yaml:1:',
    'shape.yaml:3:',
    'syntax.yaml:2:',
  ]) {
    expect(stderr).toContain(`✗ ${place}`);
  }
  expect(stderr).toMatch(/✗ block\.yaml:4:\d+: .*Did you mean TextGenerator\?/);
  expect(stderr).toMatch(/! warned\.yaml:\d+:\d+: .*an earlier step\. Rename it with outputs/);
  expect(stderr).not.toContain('Upper');
});

test('EXT-10, EXT-17: without a server: Cannot connect; configure names another, .env keeps its lines', async () => {
  const before = '# mine\nPORT=8001\n';
  await work.write('.env', before);
  const set = await work.runWarm(['configure', '--endpoint', 'http://127.0.0.1:9/', '--show']);
  expect(set.code).toBe(0);
  expect(set.stdout).toMatch(/^DATAGENFLOW_ENDPOINT +http:\/\/127\.0\.0\.1:9 +\.env$/m);
  const file = await readFile(join(work.path, '.env'), 'utf8');
  expect(file).toBe(`${before}DATAGENFLOW_ENDPOINT=http://127.0.0.1:9\n`);
  const status = await work.runWarm(['status']);
  expect(status.code).toBe(1);
  expect(status.stderr).toContain('Cannot connect to http://127.0.0.1:9');
  const shown = await work.runWarm(['configure', '--show', '--json'], {
    DATAGENFLOW_ENDPOINT: 'http://b:1',
  });
  expect(JSON.parse(shown.stdout)).toMatchObject({
    DATAGENFLOW_ENDPOINT: { value: 'http://b:1', source: 'environment' },
    PORT: { value: '8001', source: '.env' },
    HOST: { value: '127.0.0.1', source: 'default' },
  });
  expect((await work.runWarm(['configure', '--endpoint', 'nowhere'])).code).toBe(78);
});

test('dgf init makes a project once; its token is nobody else’s; doctor finds it well', async () => {
  const first = await work.runWarm(['init', 'team']);
  const made = (await readdir(join(work.path, 'team'))).toSorted();
  const plain = ['README.md', 'user_blocks', 'user_templates'];
  expect(made).toEqual(['.env', '.gitignore', '.vscode', ...plain]);
  expect(first.stdout).toContain('✓ user_blocks/package.json');
  const path = (name: string) => join(work.path, 'team', name);
  const manifest = JSON.parse(await readFile(path('user_blocks/package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(manifest.devDependencies['@datagenflow/block-sdk']).toBe('^1.0.0');
  const token = /^DATAGENFLOW_TOKEN=(\S{32})$/m;
  const environment = await readFile(path('.env'), 'utf8');
  expect(environment).toMatch(token);
  expect((await stat(path('.env'))).mode & 0o777).toBe(0o600);
  const launch = JSON.parse(await readFile(path('.vscode/launch.json'), 'utf8')) as {
    configurations: { runtimeArgs: string[] }[];
  };
  expect(launch.configurations[0]?.runtimeArgs[0]).toBe('debug');
  const again = await work.runWarm(['init', 'team', '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ written: [] });
  expect(await readFile(path('.env'), 'utf8')).toBe(environment);

  const well = await work.runWarm(['doctor', '--json']);
  expect(well.code).toBe(0);
  const names = (JSON.parse(well.stdout) as Finding[]).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['Node.js', 'Data directory', 'File system', 'Database', 'Models']),
  );
  await work.write('data/datagenflow.db', 'no database at all, but quite a few bytes '.repeat(50));
  const ill = await work.runWarm(['doctor']);
  expect(ill.code).toBe(1);
  expect(ill.stdout).toContain('✗ Database: ');
});

describe('typing errors', () => {
  test.each([
    [['blcks', 'lst'], "Command 'blcks lst' not found. Did you mean: dgf blocks list"],

    [['run', '--modle', 'x'], 'Did you mean --model?'],
  ])('dgf %j exits 2 and says what was meant', async (args, hint) => {
    const { code, stderr } = await work.run(args);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
  });

  test('in a clone, hints are commands of npm', async () => {
    const started = { DATAGENFLOW_COMMAND: 'npm run dgf --' };
    const { stderr } = await work.runWarm(['run', 'text_classification'], started);
    expect(stderr).toContain('npm run dgf -- run PIPELINE SEEDS');
  });
});
