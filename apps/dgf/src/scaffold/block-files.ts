import { ValidationError } from '@datagenflow/contracts';
import { pascalCase, snakeCase, titleOf } from './names.js';
import type { NewFile } from './write-new-files.js';

/**
 * A block to begin with, and its test.
 * @throws ValidationError `block_name_invalid` unless the name can be that of a class
 */
export function blockFiles(name: string, category: string): NewFile[] {
  if (!/^[A-Z][A-Za-z\d]*$/.test(name)) throw wrongName(name);
  const file = snakeCase(name);
  return [
    { path: `${file}.ts`, text: blockText(name, file, category) },
    { path: `${file}.test.ts`, text: testText(name, file) },
  ];
}

function blockText(name: string, output: string, category: string): string {
  return `import { BaseBlock, block, prompt, Type, type BlockContext } from '@datagenflow/block-sdk';

export const ${name} = block(
  class extends BaseBlock.define({
    name: '${titleOf(name)}',
    description: 'Counts the words of a text',
    category: ${JSON.stringify(category).replaceAll('"', "'")},
    inputs: [],
    outputs: ['${output}'],
    config: Type.Object({
      text: Type.String(prompt({ default: '{{ assistant }}', description: 'The text to read' })),
    }),
  }) {
    override async execute(context: BlockContext) {
      const text = context.render(this.config.text);
      return { ${output}: text.split(/\\s+/).filter((word) => word !== '').length };
    }
  },
);
`;
}

function testText(name: string, file: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBlock, runBlock } from '@datagenflow/block-sdk/testing';
import { ${name} } from './${file}.ts';

const state = { assistant: 'The tide comes in.' };

test('${name} counts the words', async () => {
  const { output } = await runBlock(${name}, { state });
  assert.deepEqual(output, { ${file}: 4 });
});

test('${name} keeps the rules', async () => {
  const { problems } = await checkBlock(${name}, { state });
  assert.deepEqual(problems, []);
});
`;
}

function wrongName(name: string): ValidationError {
  const better = pascalCase(name);
  const hint = /^[A-Z]/.test(better) ? ` Try ${better}.` : '';
  return new ValidationError(
    `'${name}' can't be the type of a block: use letters and digits, a capital first.${hint}`,
    { code: 'block_name_invalid', detail: { name } },
  );
}
