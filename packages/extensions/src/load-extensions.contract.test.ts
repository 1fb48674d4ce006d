import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBlock, runBlock } from './testing/run-block.js';
import { blockModule, createProject } from './testing/temporary-project.js';

const returns = (value: unknown): string => `return ${JSON.stringify(value)};`;
const errors = ({
  blocks,
}: {
  blocks: readonly { info: { type: string; error: string | null } }[];
}) => Object.fromEntries(blocks.map(({ info }) => [info.type, info.error]));

describe('loadExtensions', () => {
  test('EXT-01 creates a missing directory', async () => {
    await using project = await createProject();
    await using loaded = await project.load();
    expect(loaded.blocks).toEqual([]);
    expect(existsSync(project.blocksDir)).toBe(true);
  });

  test('EXT-02 tells the source of each directory', async () => {
    await using project = await createProject({ 'mine.ts': blockModule('Mine', returns({})) });
    await project.write({ 'custom/theirs.js': blockModule('Theirs', returns({})) });
    await using loaded = await project.load();
    expect(loaded.blocks.map(({ info }) => [info.type, info.source])).toEqual([
      ['Mine', 'user'],
      ['Theirs', 'custom'],
    ]);
  });

  test('EXT-06 lists each class of a file, one block per folder, and files without a block', async () => {
    await using project = await createProject({
      '_private.ts': blockModule('Private', returns({})),
      '.hidden.ts': blockModule('Hidden', returns({})),
      'x.test.ts': blockModule('Test', returns({})),
      'nothing_here.ts': 'export const answer = 42;',
      'two.ts':
        blockModule('First', returns({})) +
        `export const Second = block(class extends BaseBlock.define({ name: 'Second', description: 'Another', inputs: [], outputs: ['b'] }) {
          async execute() { return { b: 2 }; }
        });
        export class Third extends BaseBlock {
          static definition = { name: 'Third', description: 'Plain', inputs: [], outputs: ['c'] };
          async execute() { return { c: 3 }; }
        }`,
      'folder/index.ts': blockModule('Folder', `return { word };`, {
        top: `import { word } from './_word.js';`,
      }),
      'folder/_word.ts': `export const word: string = 'helped';`,
    });
    await using loaded = await project.load();
    expect(errors(loaded)).toEqual({
      Folder: null,
      First: null,
      Second: null,
      Third: null,
      NothingHere: 'no block class: export a class that extends BaseBlock',
    });
    expect(await runBlock(findBlock(loaded, 'Folder'))).toEqual({
      kind: 'output',
      output: { word: 'helped' },
    });
    expect(await runBlock(findBlock(loaded, 'Third'))).toEqual({
      kind: 'output',
      output: { c: 3 },
    });
  });

  test('EXT-27 a syntax error gives file, line and column, and concerns that file only', async () => {
    await using project = await createProject({
      'broken.ts': `export const a = 1;\nexport const b = ;\n`,
      'good.ts': blockModule('Good', returns({})),
    });
    {
      await using loaded = await project.load();
      expect(errors(loaded)).toEqual({ Broken: 'broken.ts:2:18: Unexpected ";"', Good: null });
      await expect(findBlock(loaded, 'Broken').open({})).rejects.toMatchObject({
        name: 'DependencyError',
        message: expect.stringContaining('broken.ts:2:18') as string,
      });
    }
    await project.write({ 'user_blocks/broken.ts': blockModule('Broken', returns({})) });
    await using loaded = await project.load();
    expect(errors(loaded)).toEqual({ Broken: null, Good: null });
  });

  test('errors while loading give the place in the source, in helper files too', async () => {
    await using project = await createProject({
      'top.ts': `interface A { a: 1 }\n\nthrow new Error('Not today');\nexport type B = A;`,
      'helped.ts': `import './_helper.js';`,
      '_helper.ts': `type A = 1;\n\n  null.x;\n`,
      'lost.ts': `import './_gone.js';`,
    });
    await using loaded = await project.load();
    expect(errors(loaded)).toEqual({
      Top: 'top.ts:3:7: Not today',
      Helped: `_helper.ts:3:8: Cannot read properties of null (reading 'x')`,
      Lost: 'lost.ts:1:8: Could not resolve "./_gone.js"',
    });
  });

  test('refuses default exports and wrong definitions', async () => {
    await using project = await createProject({
      'by_default.ts': `import { BaseBlock } from '@datagenflow/block-sdk';
        export default class extends BaseBlock {
          static definition = { name: 'D', description: 'D', inputs: [], outputs: [] };
          async execute() { return {}; }
        }`,
      'wrong.ts': `import { BaseBlock } from '@datagenflow/block-sdk';
        export class Wrong extends BaseBlock {
          static definition = { name: 'W', description: 'W', inputs: 'text', outputs: [] };
          async execute() { return {}; }
        }`,
    });
    await using loaded = await project.load();
    expect(errors(loaded)).toEqual({
      ByDefault: 'It is exported as default. Export it by name, for its name is its type.',
      Wrong: `Block 'Wrong': definition.inputs must be an array of field names.`,
    });
  });

  test('two files that export one name are named, and no guess hides a block', async () => {
    await using project = await createProject({
      'a.ts': blockModule('Same', returns({})),
      'b.ts': blockModule('Same', returns({})),
      'c.ts': blockModule('Taken', returns({})),
      'taken.ts': 'syntax error',
    });
    await using loaded = await project.load();
    expect(errors(loaded)).toEqual({
      Same: `Two files export 'Same': a.ts and b.ts. Rename one of the exports, or remove a file.`,
      Taken: null,
      'taken.ts': 'taken.ts:1:8: Expected ";" but found "error"',
    });
  });

  test('files that end or hang their host while loading hurt nobody else', async () => {
    await using project = await createProject({
      'a_exits.ts': 'process.exit(3);',
      'b_spins.ts': 'for (;;);',
      'c_waits.ts': 'await new Promise(() => {});',
      'd_good.ts': blockModule('Good', returns({})),
    });
    await using loaded = await project.load({ loadLimitMs: 2_500 });
    const found = errors(loaded);
    expect(found['Good']).toBeNull();
    expect(found['AExits']).toContain('exited with code 3');
    expect(found['BSpins']).toContain('did not answer');
    expect(found['CWaits']).toContain('longer than 2500 ms');
  });
});

describe('packages', () => {
  const dependent = (range: string) =>
    blockModule('Dependent', `return { value: answer, part };`, {
      definition: { dependencies: [`answering@${range}`] },
      top: `import { answer } from 'answering'; import part from 'answering/part';`,
    });
  const answering = (directory: string, version: string) => ({
    [`${directory}/node_modules/answering/package.json`]: JSON.stringify({
      name: 'answering',
      version,
      type: 'module',
      exports: {
        '.': { module: './bundlers-only.js', default: './main.js' },
        './part': './part.js',
      },
    }),
    [`${directory}/node_modules/answering/main.js`]: `export const answer = '${version}';`,
    [`${directory}/node_modules/answering/part.js`]: `export default import.meta.url.length > 0;`,
  });

  test('EXT-03 a missing one is named with the commands', async () => {
    await using project = await createProject({ 'dependent.ts': dependent('^2.0.0') });
    await using loaded = await project.load();
    const { info } = findBlock(loaded, 'Dependent');
    expect(info).toMatchObject({ available: false, dependencies: ['answering@^2.0.0'] });
    expect(info.error).toBe(
      `It needs answering@^2.0.0, which is not installed: run \`dgf blocks install-deps Dependent\`, use the Extensions page, or run \`npm install answering@^2.0.0\` in ${project.blocksDir}.`,
    );
  });

  test('EXT-05 one outside the range says what is installed and what is wanted', async () => {
    await using project = await createProject({ 'dependent.ts': dependent('^2.0.0') });
    await project.write(answering('user_blocks', '1.5.0'));
    await using loaded = await project.load();
    expect(findBlock(loaded, 'Dependent').info.error).toMatch(
      /^It needs answering@\^2\.0\.0, but 1\.5\.0 is installed/,
    );
  });

  test('are found beside the block first, then where dependencies are installed', async () => {
    await using project = await createProject({ 'dependent.ts': dependent('>=1') });
    await project.write(answering('data/extensions', '3.0.0'));
    const run = async () => {
      await using loaded = await project.load();
      return await runBlock(findBlock(loaded, 'Dependent'));
    };
    expect(await run()).toMatchObject({ output: { value: '3.0.0', part: true } });
    await project.write(answering('user_blocks', '1.0.0'));
    expect(await run()).toMatchObject({ output: { value: '1.0.0', part: true } });
  });

  test('an import that is not declared gives its place', async () => {
    await using project = await createProject({
      'lost.ts': blockModule('Lost', 'return { gone };', { top: `import gone from 'not-there';` }),
    });
    await using loaded = await project.load();
    expect(findBlock(loaded, 'Lost').info.error).toBe(
      `lost.ts:2:18: Package 'not-there' is not installed. Declare it in the block’s dependencies, as 'not-there@range', so that it can be.`,
    );
  });

  test('a malformed requirement is refused', async () => {
    await using project = await createProject({
      'evil.ts': blockModule('Evil', 'return {};', {
        definition: { dependencies: ['x@git+ssh://host/x'] },
      }),
    });
    await using loaded = await project.load();
    expect(findBlock(loaded, 'Evil').info.error).toContain('no npm requirement');
  });

  test('the SDK is the app’s: another major beside the block is refused, the same one not used', async () => {
    await using project = await createProject({ 'a.ts': blockModule('A', 'return {};') });
    const sdk = (version: string) => ({
      'user_blocks/node_modules/@datagenflow/block-sdk/package.json': JSON.stringify({ version }),
    });
    await project.write(sdk('1.9.0'));
    {
      await using loaded = await project.load();
      expect(errors(loaded)).toEqual({ A: null });
    }
    await project.write(sdk('99.0.0'));
    await using loaded = await project.load();
    expect(findBlock(loaded, 'A').info.error).toMatch(
      /^a\.ts:1:\d+: This block was written for @datagenflow\/block-sdk 99\.0\.0/,
    );
  });
});

describe('builds', () => {
  test('the code hash follows helper files and data, and nothing else', async () => {
    await using project = await createProject({
      'a.ts': blockModule('A', 'return { word, data };', {
        top: `import { word } from './_word.ts'; import data from './_data.json';`,
      }),
      '_word.ts': `export const word = 'one';`,
      '_data.json': `{ "n": 1 }`,
      'b.ts': blockModule('B', 'return {};'),
    });
    const hashes = async () => {
      await using loaded = await project.load();
      return ['A', 'B'].map((type) => findBlock(loaded, type).codeHash);
    };
    const [a1, b1] = await hashes();
    expect(await hashes()).toEqual([a1, b1]);
    await project.write({ 'user_blocks/_word.ts': `export const word = 'two';` });
    const [a2, b2] = await hashes();
    expect([a2 === a1, b2 === b1]).toEqual([false, true]);
    await project.write({ 'user_blocks/_data.json': `{ "n": 2 }` });
    const [a3] = await hashes();
    expect(new Set([a1, a2, a3]).size).toBe(3);
  });

  test('the same code has the same hash wherever it lies', async () => {
    const files = { 'a.ts': blockModule('A', 'return {};') };
    const hash = async () => {
      await using project = await createProject(files);
      await using loaded = await project.load();
      return findBlock(loaded, 'A').codeHash;
    };
    expect(await hash()).toBe(await hash());
  });

  test('files beside the block are found through import.meta.url', async () => {
    await using project = await createProject({
      'a.ts': blockModule(
        'A',
        `return { text: await readFile(new URL('./words.txt', import.meta.url), 'utf8') };`,
        { top: `import { readFile } from 'node:fs/promises';` },
      ),
      'words.txt': 'beside',
    });
    await using loaded = await project.load();
    expect(await runBlock(findBlock(loaded, 'A'))).toMatchObject({ output: { text: 'beside' } });
    expect(existsSync(join(project.root, 'data/extensions/build'))).toBe(true);
  });
});
