import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProject } from '../testing/temporary-project.js';
import { loadUserTemplates } from './load-user-templates.js';

const good = (name: string): string => `name: ${name}\nblocks:\n  - type: TextGenerator\n`;

describe('loadUserTemplates', () => {
  test('EXT-01 creates a missing directory', async () => {
    await using project = await createProject();
    const directory = join(project.root, 'user_templates');
    expect(await loadUserTemplates(directory)).toEqual({ templates: [], failed: [] });
    expect(existsSync(directory)).toBe(true);
  });

  test('reads both endings, and reports what is wrong file by file, line by line', async () => {
    await using project = await createProject();
    await project.write({
      'user_templates/a_flow.yaml': good('A'),
      'user_templates/b_flow.yml': good('B'),
      'user_templates/a_flow.yml': good('Second'),
      'user_templates/broken.yaml': 'name: [',
      'user_templates/wrong.yaml': 'name: W\nblocks:\n  - typ: TextGenerator\n',
      'user_templates/.hidden.yaml': 'name: [',
      'user_templates/notes.md': '# Notes',
    });
    await mkdir(join(project.root, 'user_templates/folder.yaml'));
    const { templates, failed } = await loadUserTemplates(join(project.root, 'user_templates'));
    expect(templates.map(({ id, source, template }) => [id, source, template.name])).toEqual([
      ['a_flow', 'user', 'A'],
      ['b_flow', 'user', 'B'],
    ]);
    expect(failed.map(({ file, id }) => [file, id])).toEqual([
      ['a_flow.yml', 'a_flow'],
      ['broken.yaml', 'broken'],
      ['folder.yaml', 'folder'],
      ['wrong.yaml', 'wrong'],
    ]);
    const errors = Object.fromEntries(failed.map((entry) => [entry.file, entry.errors]));
    expect(errors['a_flow.yml']).toEqual([
      "a_flow.yml: There is a template 'a_flow' already. Rename one of the files.",
    ]);
    expect(errors['broken.yaml']?.[0]).toMatch(/^broken\.yaml:\d+:\d+: /);
    expect(errors['folder.yaml']?.[0]).toContain("can't be read");
    expect(errors['wrong.yaml']?.some((line) => line.startsWith('wrong.yaml:3:'))).toBe(true);
  });
});
