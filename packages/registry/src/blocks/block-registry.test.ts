import {
  BaseBlock,
  block,
  BlockNotFoundError,
  ConfigError,
  DependencyError,
  Type,
} from '@datagenflow/block-sdk';
import type { BlockPorts, StepInput } from '@datagenflow/block-sdk/host';
import type { BlockContext } from '@datagenflow/block-sdk';
import { emptyUsage, type Source } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { BlockRegistry } from './block-registry.js';
import { inProcessBlock, unavailableBlock } from './in-process-block.js';

const Upper = block(
  class extends BaseBlock.define({
    name: 'Upper',
    description: 'Upper case',
    inputs: ['text'],
    outputs: ['text'],
    config: Type.Object({ suffix: Type.String({ default: '!' }) }),
  }) {
    async execute(context: BlockContext) {
      if (context.get('text', '') === 'drop me') context.drop('asked to');
      return { text: context.get('text', '').toUpperCase() + this.config.suffix };
    }
  },
);

const make = (source: Source, type = 'Upper') => inProcessBlock(Upper, { source, type });

const input: StepInput = {
  state: { text: 'a' },
  metadata: {},
  jobId: 1,
  pipelineId: 1,
  traceId: 't',
  stepId: 's',
  attempt: 1,
  randomKey: 'k',
  constraints: {},
  usage: emptyUsage(),
};

const ports: BlockPorts = {
  chat: () => Promise.reject(new Error('no model')),
  generate: () => Promise.reject(new Error('no model')),
  embed: () => Promise.reject(new Error('no model')),
  readMemo: async () => undefined,
  writeMemo: async () => {},
  log: () => {},
};

describe('BlockRegistry', () => {
  test('EXT-02 user wins over custom over builtin, and what is hidden is shown', () => {
    const registry = new BlockRegistry();
    registry.register(make('custom'));
    registry.register(make('user'));
    registry.register(make('builtin'));
    registry.register(make('builtin', 'Other'));
    expect(registry.list().map(({ type, source, overrides }) => [type, source, overrides])).toEqual(
      [
        ['Other', 'builtin', undefined],
        ['Upper', 'user', ['custom', 'builtin']],
      ],
    );
    registry.unregister('Upper', 'user');
    expect(registry.get('Upper')?.info).toMatchObject({ source: 'custom', overrides: ['builtin'] });
    registry.unregister('Upper', 'custom');
    expect(registry.get('Upper')?.info.overrides).toBeUndefined();
    expect(registry.has('Upper')).toBe(true);
  });

  test('DEV-07 an unknown type is refused with the known and the nearest ones', () => {
    const registry = new BlockRegistry();
    registry.register(make('builtin', 'TextGenerator'));
    expect(() => registry.require('TextGenerater')).toThrow(BlockNotFoundError);
    expect(() => registry.require('InvalidBlock')).toThrow("Block 'InvalidBlock' not found");
    expect(() => registry.require('textgenerator2')).toThrow(
      expect.objectContaining({
        message: "Block 'textgenerator2' not found",
        code: 'block_not_found',
        status: 400,
        detail: {
          block_type: 'textgenerator2',
          available_blocks: ['TextGenerator'],
          nearest: ['TextGenerator'],
        },
      }),
    );
    expect(registry.nearest('TextGen')).toEqual([]);
  });

  test('one source has one block of a type', () => {
    const registry = new BlockRegistry();
    registry.register(make('user'));
    expect(() => registry.register(make('user'))).toThrow("There is a user block 'Upper' already");
    registry.replace(make('user'));
    expect(() => registry.unregister('Nothing', 'user')).toThrow("no user block 'Nothing'");
  });

  test('replaceAll changes everything of a source at once or nothing', () => {
    const registry = new BlockRegistry();
    registry.register(make('builtin', 'Kept'));
    registry.register(make('user', 'Old'));
    let changes = 0;
    registry.onChange(() => (changes += 1));
    registry.replaceAll('user', [make('user', 'A'), make('user', 'B')]);
    expect([registry.types(), changes]).toEqual([['A', 'B', 'Kept'], 1]);
    expect(() => registry.replaceAll('user', [make('user'), make('user')])).toThrow(
      'Two user blocks',
    );
    expect(() => registry.replaceAll('user', [make('custom')])).toThrow('is a custom block');
    expect([registry.types(), changes]).toEqual([['A', 'B', 'Kept'], 1]);
  });

  test('a snapshot keeps what it began with', () => {
    const registry = new BlockRegistry();
    registry.register(make('user'));
    const snapshot = registry.snapshot();
    const before = snapshot.require('Upper');
    registry.replace(make('user'));
    registry.unregister('Upper', 'user');
    expect(snapshot.get('Upper')).toBe(before);
    expect(registry.get('Upper')).toBeUndefined();
  });

  test('a listener is called until it is removed', () => {
    const registry = new BlockRegistry();
    let changes = 0;
    const stop = registry.onChange(() => (changes += 1));
    registry.register(make('user'));
    stop();
    registry.replace(make('user'));
    expect(changes).toBe(1);
  });
});

describe('inProcessBlock', () => {
  test('opens, runs and describes', async () => {
    const upper = make('builtin');
    expect(await upper.describe({})).toEqual({
      outputs: ['text'],
      required_fields: ['text'],
      is_multiplier: false,
    });
    await using open = await upper.open({ suffix: '?' });
    const { signal } = new AbortController();
    expect(await open.execute(input, () => ({ ports, signal }), signal)).toEqual({
      kind: 'output',
      output: { text: 'A?' },
    });
    const dropped = { ...input, state: { text: 'drop me' } };
    expect(await open.execute(dropped, () => ({ ports, signal }), signal)).toEqual({
      kind: 'dropped',
      reason: 'asked to',
    });
    expect([upper.codeHash, upper.info.available]).toEqual(['Upper@1', true]);
  });

  test('refuses a wrong config with path and reason', async () => {
    const error: unknown = await make('builtin')
      .open({ sufix: 1 })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).detail).toEqual({
      block_type: 'Upper',
      issues: [{ path: '/sufix', message: 'unknown key "sufix"; did you mean "suffix"?' }],
    });
  });

  test('EXT-03 an unavailable block is listed with its error and refuses to open', async () => {
    const missing = unavailableBlock(make('user').info, "'x@^1.0.0' is not installed");
    expect(missing.info).toMatchObject({ available: false, error: "'x@^1.0.0' is not installed" });
    await expect(missing.open({})).rejects.toThrow(DependencyError);
    await expect(missing.describe({})).rejects.toThrow("Block 'Upper' is not available");
  });
});
