import { TemplateFile, type JsonObject } from '@datagenflow/contracts';
import { compileSchema } from '@datagenflow/schemas';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../../', import.meta.url);
const SCHEMA = new URL('docs/template.schema.json', ROOT);
const DIRECTORIES = ['user_templates/', 'packages/builtins/templates/'];

/** As files hold it: `repetitions` may be left out. */
function writeSchema(): JsonObject {
  const { properties, ...rest } = JSON.parse(JSON.stringify(TemplateFile)) as {
    properties: { example_seed: { items: JsonObject } };
  };
  const { example_seed } = properties;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'DataGenFlow template',
    description: 'A pipeline that others can start from',
    ...rest,
    properties: {
      ...properties,
      example_seed: {
        ...example_seed,
        items: { ...example_seed.items, required: ['metadata'] },
      },
    },
  };
}

describe('docs/template.schema.json', () => {
  test('is the schema of template files', async () => {
    const text = `${JSON.stringify(writeSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(SCHEMA));
  });

  test('takes every template of this repository, and refuses what is wrong', async () => {
    const compiled = compileSchema(writeSchema(), { allIssues: true, strict: true });
    let templates = 0;
    for (const directory of DIRECTORIES) {
      const names = await readdir(new URL(directory, ROOT));
      for (const name of names.filter((file) => file.endsWith('.yaml'))) {
        const value = load(await readFile(new URL(`${directory}${name}`, ROOT), 'utf8'));
        expect([name, compiled.check(value)]).toEqual([name, { ok: true, value }]);
        templates += 1;
      }
    }
    expect(templates).toBeGreaterThan(1);
    const checked = compiled.check({ name: 'x', block: [], example_seed: [{ metadata: {} }, {}] });
    expect(checked).toEqual({
      ok: false,
      issues: [
        { path: '/blocks', message: 'is required' },
        { path: '/block', message: 'unknown key "block"; did you mean "blocks"?' },
        { path: '/example_seed/1/metadata', message: 'is required' },
      ],
    });
  });
});
