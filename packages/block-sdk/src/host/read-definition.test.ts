import { ConfigError } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BaseBlock, JobBlock, Type, block, jsonOrPrompt, modelRef, prompt } from '../index.js';
import { blockInfo } from './block-info.js';
import { BLOCK_BRAND } from '../block/brand.js';
import { isBlockClass } from './is-block-class.js';
import { readDefinition } from './read-definition.js';

const definition = { name: 'Echo', description: 'Echoes', inputs: ['text'], outputs: ['text'] };

class Echo extends BaseBlock {
  static readonly definition = definition;

  async execute() {
    return { text: '' };
  }
}

const Anonymous = block(
  class extends BaseBlock.define({
    ...definition,
    config: Type.Object({
      prompt: Type.String(prompt({ default: 'Hi' })),
      model: Type.Optional(Type.String(modelRef('llm'))),
      list: jsonOrPrompt(Type.Array(Type.String()), { default: [] }),
    }),
  }) {
    async execute() {
      return { text: '' };
    }
  },
);

/** The base class of another copy of the SDK. */
function copyOf(major: number) {
  const Base = class {
    readonly config = {};
  };
  return Object.defineProperty(Base, BLOCK_BRAND, { value: major });
}

describe('isBlockClass', () => {
  test('knows classes that extend a base, of any copy of the SDK', () => {
    const Foreign = copyOf(1);
    class Theirs extends Foreign {}
    expect([Echo, Anonymous, Theirs].map(isBlockClass)).toEqual([true, true, true]);
  });

  test('does not take the bases themselves', () => {
    expect([BaseBlock, JobBlock].map(isBlockClass)).toEqual([false, false]);
    expect(BLOCK_BRAND).toBe(Symbol.for('datagenflow.block'));
  });

  test('property: nothing else is taken for one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.func(fc.anything())), (value) => {
        expect(isBlockClass(value)).toBe(false);
      }),
    );
  });
});

describe('readDefinition', () => {
  test('fills in what is left out', () => {
    expect(readDefinition(Echo)).toEqual({
      type: 'Echo',
      name: 'Echo',
      description: 'Echoes',
      category: 'general',
      inputs: ['text'],
      outputs: ['text'],
      config_schema: { type: 'object', properties: {}, additionalProperties: false },
      is_multiplier: false,
      scope: 'execution',
      dependencies: [],
      version: '1',
    });
  });

  test('the type is the name under which a loader found it', () => {
    expect(() => readDefinition(Anonymous)).toThrow('it has no type');
    const info = blockInfo(Anonymous, { source: 'user', type: 'MyEcho' });
    expect(info).toMatchObject({ type: 'MyEcho', source: 'user', available: true, error: null });
    expect(blockInfo(Echo, { source: 'user', error: 'missing x' })).toMatchObject({
      available: false,
      error: 'missing x',
    });
    class Typed extends Echo {
      static override readonly definition = { ...definition, type: 'Given' };
    }
    expect(readDefinition(Typed).type).toBe('Given');
  });

  test('hints stay in the schema', () => {
    const { config_schema } = blockInfo(Anonymous, { source: 'user', type: 'A' });
    expect(config_schema).toMatchObject({
      required: ['prompt', 'list'],
      properties: {
        prompt: { type: 'string', 'x-hint': 'prompt', default: 'Hi' },
        model: { type: 'string', 'x-hint': 'model_ref', 'x-model-kind': 'llm' },
        list: {
          'x-hint': 'json_or_prompt',
          anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
          default: [],
        },
      },
    });
  });

  test('another SDK major is refused in words', () => {
    class FromTwo extends copyOf(2) {
      static readonly definition = definition;
    }
    expect(() => readDefinition(FromTwo)).toThrow(
      'was written for version 2 of @datagenflow/block-sdk; this is version 1',
    );
  });

  test.each([
    [{ name: '' }, 'definition.name'],
    [{ inputs: 'text' }, 'definition.inputs'],
    [{ outputs: [1] }, 'definition.outputs'],
    [{ dependencies: [''] }, 'definition.dependencies'],
    [{ config: Type.String() }, 'Type.Object'],
    [{ outputs_from: 'nothing' }, 'outputs_from'],
    [{ scope: 'pipeline' }, 'definition.scope'],
    [{ scope: 'job' }, "no method 'finish'"],
    [{ version: 2 }, 'definition.version'],
  ])('refuses %j', (change, message) => {
    class Wrong extends Echo {}
    Object.defineProperty(Wrong, 'definition', { value: { ...definition, ...change } });
    expect(() => readDefinition(Wrong)).toThrow(message);
    expect(() => readDefinition(Wrong)).toThrow(ConfigError);
  });

  test('refuses what is no block, and a class without a definition', () => {
    expect(() => readDefinition({})).toThrow('This is not a block');
    class Bare extends BaseBlock {
      async execute() {
        return {};
      }
    }
    expect(() => readDefinition(Bare)).toThrow('it has no definition');
  });
});
