import { expect, test } from 'vitest';
import type { ApiDocument } from './api-document.js';
import { renderDocs } from './render-docs.js';
import { writeSchema } from './write-schema.js';

test('a schema reads as a type', () => {
  const schema = {
    type: 'object',
    required: ['id', 'tags'],
    properties: {
      id: { type: 'integer', description: 'Its number' },
      status: { anyOf: [{ const: 'on' }, { const: 'off' }], default: 'on' },
      tags: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      counts: { type: 'object', patternProperties: { '^.*$': { type: 'integer' } } },
      rest: {},
    },
  };
  expect(writeSchema(schema)).toBe(
    [
      '{',
      '  id: integer  // Its number',
      '  status?: "on" | "off"  // default "on"',
      '  tags: (string | null)[]',
      '  counts?: { [name]: integer }',
      '  rest?: any',
      '}',
    ].join('\n'),
  );
  expect(writeSchema({ $ref: '#/components/schemas/Error' })).toBe('Error');
});

test('texts of the document can’t become markup', () => {
  const document: ApiDocument = {
    info: { title: '<script>', version: '1', description: '"&"' },
    tags: [{ name: 'a' }],
    paths: {},
    components: { schemas: {}, responses: {} },
  };
  const html = renderDocs(document);
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('&quot;&amp;&quot;');
});
