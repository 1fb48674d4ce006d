import { describe, expect, test } from 'vitest';
import { createProject } from '../testing/temporary-project.js';
import { discoverBlockFiles } from './discover-block-files.js';

describe('discoverBlockFiles', () => {
  test('EXT-06 finds modules and folders with an index, and skips the rest', async () => {
    await using project = await createProject({
      'plain.ts': '',
      'module.mts': '',
      'script.js': '',
      'esm.mjs': '',
      'folder/index.ts': '',
      'folder/_helper.ts': '',
      'compiled/index.js': '',
      'empty/notes.md': '',
      '_private.ts': '',
      '_shared/index.ts': '',
      '.hidden.ts': '',
      'x.test.ts': '',
      'x.spec.js': '',
      'types.d.ts': '',
      'README.md': '',
      'package.json': '{}',
      'node_modules/index.js': '',
    });
    const found = await discoverBlockFiles(project.blocksDir);
    expect(found.map(({ name, stem }) => [name, stem])).toEqual([
      ['compiled/index.js', 'compiled'],
      ['esm.mjs', 'esm'],
      ['folder/index.ts', 'folder'],
      ['module.mts', 'module'],
      ['plain.ts', 'plain'],
      ['script.js', 'script'],
    ]);
  });

  test('finds nothing in a directory that does not exist', async () => {
    expect(await discoverBlockFiles('/nowhere/at/all')).toEqual([]);
  });
});
