import { createSchemaCompiler } from '@datagenflow/schemas';
import { describe, expect, test } from 'vitest';
import { BaseBlock, Type, block, jsonOrPrompt, prompt, PromptError } from '../index.js';
import { describeBlock } from './describe-block.js';

const Mapper = block(
  class extends BaseBlock.define({
    name: 'Mapper',
    description: 'Maps',
    inputs: ['*', 'content'],
    outputs: ['kept'],
    outputs_from: 'mappings',
    is_multiplier: true,
    config: Type.Object({
      mappings: Type.Record(Type.String(), Type.String(prompt()), { default: {} }),
      ask: Type.String(prompt({ default: '{{ topic }}' })),
      nested: Type.Optional(Type.Array(Type.Object({ text: Type.String(prompt()) }))),
      categories: jsonOrPrompt(Type.Array(Type.String()), { default: [] }),
      plain: Type.Optional(Type.String()),
    }),
  }) {
    async execute() {
      return [];
    }
  },
);

describe('describeBlock', () => {
  test('required are the inputs and the variables of prompts', () => {
    const config = {
      mappings: { 'a/b': '{{ source.title }}', c: 'no variable' },
      ask: '{{#if style}}{{ style }}{{/if}} {{ metadata.language }}',
      nested: [{ text: '{{ inner }}' }],
      categories: '{{json labels}}',
      plain: '{{ not_a_prompt }}',
    };
    expect(describeBlock(Mapper, config, createSchemaCompiler())).toEqual({
      outputs: ['kept', 'a/b', 'c'],
      required_fields: ['content', 'source', 'metadata.language', 'inner', 'labels'],
      is_multiplier: true,
    });
  });

  test('a literal needs nothing, defaults count', () => {
    expect(describeBlock(Mapper, { categories: ['{{ x }}'] }).required_fields).toEqual([
      'content',
      'topic',
    ]);
  });

  test('a malformed prompt is an error with its place', () => {
    const run = () => describeBlock(Mapper, { nested: [{ text: '{{#if}}' }] });
    expect(run).toThrow(PromptError);
    expect(run).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ path: '/nested/0/text' }) }),
    );
  });

  test('a block may say itself what it requires', () => {
    class Own extends BaseBlock {
      static readonly definition = Mapper.definition;

      async execute() {
        return [];
      }

      override requiredFields() {
        return ['own'];
      }
    }
    expect(describeBlock(Own).required_fields).toEqual(['own']);
  });
});
