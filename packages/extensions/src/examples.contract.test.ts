import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadUserTemplates } from './templates/load-user-templates.js';
import { findBlock, runBlock } from './testing/run-block.js';
import { createProject } from './testing/temporary-project.js';

const shipped = (name: string): string =>
  fileURLToPath(new URL(`../../../${name}`, import.meta.url));

describe('the examples that a clone comes with', () => {
  test('the block runs, with its helper file', async () => {
    await using project = await createProject();
    await cp(shipped('user_blocks'), project.blocksDir, { recursive: true });
    await using loaded = await project.load();
    expect(loaded.blocks.map(({ info }) => [info.type, info.error])).toEqual([
      ['Readability', null],
    ]);
    const block = findBlock(loaded, 'Readability');
    expect(await block.describe({})).toMatchObject({ required_fields: ['assistant'] });
    const easy = 'The cat sat on the mat. It was warm. The cat was glad.';
    expect(await runBlock(block, { state: { assistant: easy } })).toEqual({
      kind: 'output',
      output: { reading_ease: 117.8, reading_grade: -2.1, word_count: 13 },
    });
    const hard =
      'Notwithstanding considerable methodological heterogeneity, longitudinal investigations ' +
      'demonstrate unambiguous epidemiological associations.';
    expect(
      await runBlock(block, { state: { assistant: hard }, config: { max_grade: 12 } }),
    ).toEqual({ kind: 'dropped', reason: expect.stringMatching(/^Grade [\d.]+ is above 12\.$/) });
  });

  test('EXT-08 the template reads without a problem', async () => {
    const { templates, failed } = await loadUserTemplates(shipped('user_templates'));
    expect(failed).toEqual([]);
    expect(templates).toMatchObject([
      {
        id: 'plain_language',
        source: 'user',
        template: { blocks: [{ type: 'TextGenerator' }, { type: 'Readability' }] },
      },
    ]);
  });
});
