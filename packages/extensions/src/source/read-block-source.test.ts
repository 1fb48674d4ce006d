import { describe, expect, test } from 'vitest';
import { readBlockSource } from './read-block-source.js';

const read = (text: string) => readBlockSource(text, 'my_block.ts');
const places = (text: string) =>
  read(text).problems.map(({ message, line, column }) => `${line}:${column}: ${message}`);

const DEFINITION = `{
  name: 'Sentiment', description: 'Tells the mood', category: 'validators',
  inputs: ['text'], outputs: ['sentiment'], dependencies: ['vader-sentiment@^1.1.3'],
}`;
const METHOD = 'async execute() { return { sentiment: 1 }; }';

describe('EXT-12: blocks are read from their source, which is not run', () => {
  test.each([
    [
      'block()',
      `export const A = block(class extends BaseBlock.define(${DEFINITION}) { ${METHOD} });`,
    ],
    [
      'names in quotes',
      `export class A extends BaseBlock.define(${DEFINITION.replace(/(\w+): /g, '"$1": ')}) { ${METHOD} }`,
    ],
    ['a class', `export class A extends BaseBlock.define(${DEFINITION}) { ${METHOD} }`],
    [
      'a definition apart',
      `const definition = defineBlock(${DEFINITION});
       export class A extends BaseBlock<typeof definition> {
         static readonly definition = definition; ${METHOD} }`,
    ],
    [
      'an export list',
      `class A extends BaseBlock.define(${DEFINITION}) { ${METHOD} }\nexport { A };`,
    ],
  ])('%s', (_, text) => {
    const dependencies = ['vader-sentiment@^1.1.3'];
    expect(read(text)).toEqual({
      blocks: [{ type: 'A', category: 'validators', dependencies }],
      passedOn: [],
      problems: [],
    });
  });

  test('what has to be computed is taken as it is', () => {
    const text = `export const A = block(class extends BaseBlock.define({
      ...shared, name: nameOf(1), outputs: [...fields] }) { ${METHOD} });`;
    expect(read(text).problems).toEqual([]);
  });

  test('blocks of other modules are named by module', () => {
    expect(read(`export { A } from 'support-blocks';\nexport * from './more.ts';`)).toEqual({
      blocks: [],
      passedOn: ['support-blocks', './more.ts'],
      problems: [],
    });
  });
});

describe('problems have a place', () => {
  test.each([
    ['a syntax error', 'export const A = block(\n  class {', /^2:\d+: /],
    ['no block', 'export const a = 1;', /There is no block class/],
    [
      'a default export',
      `\nexport default class extends BaseBlock.define(${DEFINITION}) {}`,
      /^2:16: .*default/,
    ],
    [
      'no method',
      `export class A extends BaseBlock.define(${DEFINITION}) {}`,
      /no method 'execute'/,
    ],
    [
      'a wrong value',
      `export class A extends BaseBlock.define({\n  name: 'A',\n  description: 'A', inputs: 'text', outputs: [] }) { ${METHOD} }`,
      /^3:21: .*definition.inputs must be an array of field names/,
    ],
    [
      'a missing value',
      `export class A extends BaseBlock.define({ name: 'A', inputs: [], outputs: [] }) { ${METHOD} }`,
      /^1:41: .*definition.description must be a text/,
    ],
    [
      'a misspelt key',
      `export class A extends BaseBlock.define({ ...x,\n  dependancies: [] }) { ${METHOD} }`,
      /^2:3: .*Did you mean dependencies/,
    ],
    ['no definition', `export class A extends BaseBlock { ${METHOD} }`, /it has no definition/],
  ])('%s', (_, text, expected) => {
    const found = places(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});
