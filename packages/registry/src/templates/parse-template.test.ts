import { createSchemaCompiler } from '@datagenflow/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTemplate } from './parse-template.js';

const good = `
name: "My QA Pipeline"
description: "Generate question-answer pairs"
blocks:
  - type: TextGenerator
    config:
      model: "gpt-4o-mini"
      user_prompt: |
        Generate a question from:
        {{ content }}
constraints:
  max_total_tokens: 1000
example_seed:
  - metadata: { content: "A text" }
  - { repetitions: 3, metadata: {} }
`;

describe('parseTemplate', () => {
  test('EXT-08 reads name, description, blocks, multi-line prompt, constraints and seeds', () => {
    expect(parseTemplate(good, { fileName: 'user_templates/my_qa.yaml' })).toEqual({
      id: 'my_qa',
      problems: [],
      template: {
        name: 'My QA Pipeline',
        description: 'Generate question-answer pairs',
        blocks: [
          {
            type: 'TextGenerator',
            config: {
              model: 'gpt-4o-mini',
              user_prompt: 'Generate a question from:\n{{ content }}\n',
            },
          },
        ],
        constraints: { max_total_tokens: 1000 },
        example_seed: [
          { repetitions: 1, metadata: { content: 'A text' } },
          { repetitions: 3, metadata: {} },
        ],
      },
    });
  });

  test('EXT-14 every problem has its line and the nearest key', () => {
    const text = `name: ""\nblocks:\n  - typ: A\n  - type: B\n    config: 3\n    retry: {attempts: 0, backoff_ms: 1}\nexample: 1\n`;
    const { template, problems } = parseTemplate(text, { fileName: 'x.yml' });
    expect(template).toBeUndefined();
    expect(problems.map(({ line, path, message }) => [line, path, message])).toEqual([
      [1, '/name', 'name: must not be empty'],
      [3, '/blocks/0/type', 'blocks/0/type: is required'],
      [3, '/blocks/0/typ', 'blocks/0/typ: unknown key "typ"; did you mean "type"?'],
      [5, '/blocks/1/config', 'blocks/1/config: must be object'],
      [6, '/blocks/1/retry/attempts', 'blocks/1/retry/attempts: must be >= 1'],
      [
        7,
        '/example',
        'example: unknown key "example"; known are name, description, blocks, constraints, example_seed',
      ],
    ]);
  });

  test('the id is the name of the file', () => {
    for (const fileName of ['a.b.yaml', '/x/a.b.yml', 'x\\a.b.JSON']) {
      expect(parseTemplate('', { fileName }).id).toBe('a.b');
    }
  });

  test('a file that is no mapping is refused', () => {
    expect(parseTemplate('- 1', { fileName: 'x.yaml' }).problems[0]?.message).toBe(
      'The file must be object',
    );
  });

  test('steps keep their ids, and there is at least one', () => {
    const text = 'name: P\nblocks: [{id: a-1, type: A}]\n';
    expect(parseTemplate(text, { fileName: 'x.yaml' }).template?.blocks).toEqual([
      { id: 'a-1', type: 'A' },
    ]);
    expect(parseTemplate('name: P\nblocks: []', { fileName: 'x.yaml' }).problems).toHaveLength(1);
  });

  test('property: any text gives a template or a problem', () => {
    const schemas = createSchemaCompiler();
    const line = fc.constantFrom(
      'name: x',
      'blocks:',
      '  - type: A',
      '    config: {a: 1}',
      '  - 3',
      'example_seed: [1]',
      '<<: *a',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(line).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { template, problems } = parseTemplate(source, { fileName: 'x.yaml', schemas });
        expect(template === undefined).toBe(problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});
