import { blockInfo, describeBlock } from '@datagenflow/block-sdk/host';
import { createSchemaCompiler } from '@datagenflow/schemas';
import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { builtinBlocks } from './builtin-blocks.js';
import { loadBuiltinTemplates } from './load-builtin-templates.js';

const kebab = (type: string) =>
  type.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();

describe('builtinBlocks', () => {
  test('types are class names, unique and sorted, one file each', async () => {
    const types = builtinBlocks().map(({ type }) => type);
    expect(types).toEqual(builtinBlocks().map(({ Class }) => Class.name));
    expect(types.toSorted((a, b) => a.localeCompare(b))).toEqual(types);
    const files = await readdir(new URL('blocks/', import.meta.url));
    const expected = types.flatMap((type) => [`${kebab(type)}.ts`, `${kebab(type)}.test.ts`]);
    expect(files.toSorted()).toEqual(expected.toSorted());
  });

  test('every config key has a description, and a default unless it is required', () => {
    for (const { type, Class } of builtinBlocks()) {
      const { config_schema } = blockInfo(Class, { source: 'builtin', type });
      const { properties = {}, required = [] } = config_schema as {
        properties?: Record<string, { description?: string }>;
        required?: string[];
      };
      for (const [key, schema] of Object.entries(properties)) {
        expect([type, key, typeof schema.description]).toEqual([type, key, 'string']);
        const hasDefault = 'default' in schema;
        expect([type, key, hasDefault || required.includes(key)]).toEqual([type, key, true]);
      }
    }
  });
});

describe('built-in templates', () => {
  test('are all there, with seeds', async () => {
    const templates = await loadBuiltinTemplates(createSchemaCompiler());
    expect(templates.map(({ id }) => id)).toEqual([
      'data_augmentation',
      'instruction_tuning',
      'json_generation',
      'multi_turn_chat',
      'preference_pairs',
      'qa_generation',
      'ragas_evaluation',
      'text_classification',
      'text_to_sql',
    ]);
    for (const { id, template } of templates) {
      expect([id, template.example_seed?.length ?? 0]).not.toEqual([id, 0]);
    }
  });

  test('each block takes its config, and finds its fields in the seed or earlier steps', async () => {
    const classes = new Map(builtinBlocks().map(({ type, Class }) => [type, Class]));
    for (const { id, template } of await loadBuiltinTemplates(createSchemaCompiler())) {
      for (const seed of template.example_seed ?? []) {
        const known = new Set(Object.keys(seed.metadata));
        for (const { type, config, outputs: names = {} } of template.blocks) {
          const Class = classes.get(type);
          if (Class === undefined) throw new Error(`${id} uses the unknown block ${type}`);
          const { outputs, required_fields } = describeBlock(Class, config);
          expect([id, type, required_fields.filter((field) => !known.has(field))]).toEqual([
            id,
            type,
            [],
          ]);
          for (const output of outputs) known.add(names[output] ?? output);
        }
      }
    }
  });
});
