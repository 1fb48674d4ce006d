import type { JsonObject, Step } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { makeBlock, type BlockParts } from '../testing/make-block.js';
import { runBlocks } from '../testing/run-blocks.js';

/** How a step ends whose block returns `output`. */
async function endOf(output: unknown, parts: BlockParts = {}, step: Partial<Step> = {}) {
  const Return = makeBlock('Return', () => output, parts);
  const { end } = await runBlocks([Return], { steps: [{ type: 'Return', ...step }] });
  return end.status === 'failed' ? end.reason : end;
}

function nested(depth: number): JsonObject {
  let value: JsonObject = {};
  for (let i = 0; i < depth; i += 1) value = { in: value };
  return value;
}

describe('takeOutput', () => {
  test('DEV-06 undeclared keys fail the step and are named', async () => {
    expect(await endOf({ text: 'x', extra: 1, more: 2 }, { outputs: ['text'] })).toEqual({
      code: 'undeclared_output',
      message: "Block 'Return' returned undeclared fields: extra, more. It declares text.",
      detail: {
        block_type: 'Return',
        step: 1,
        step_id: 'Return-1',
        declared_outputs: ['text'],
        actual_outputs: ['text', 'extra', 'more'],
        extra_fields: ['extra', 'more'],
      },
    });
    expect(await endOf({ text: 'x' }, { outputs: ['text', 'more'] })).toMatchObject({
      status: 'generated',
    });
  });

  test('metadata is never written, but under another name', async () => {
    expect(await endOf({ metadata: 1 })).toMatchObject({
      code: 'undeclared_output',
      message: "Block 'Return' returned 'metadata', which is the seed's. Use another name.",
    });
    expect(await endOf({ metadata: 1 }, {}, { outputs: { metadata: 'details' } })).toMatchObject({
      status: 'generated',
    });
  });

  const cycle: JsonObject = { a: {} };
  (cycle.a as JsonObject).back = cycle;
  class Point {
    x = 1;
  }

  test.each([
    ['a function', { a: [1, () => 1] }, '/a/1'],
    ['undefined', { a: undefined }, '/a'],
    ['NaN', { a: { b: Number.NaN } }, '/a/b'],
    ['Infinity', { a: -Infinity }, '/a'],
    ['a bigint', { a: 1n }, '/a'],
    ['a symbol', { a: Symbol('x') }, '/a'],
    ['a Date', { a: new Date() }, '/a'],
    ['a Map', { a: new Map() }, '/a'],
    ['an instance', { a: new Point() }, '/a'],
    ['a typed array', { a: new Float32Array(2) }, '/a'],
    ['a hole', { a: Array(2) }, '/a/0'],
    ['a cycle', cycle, '/a/back'],
    ['odd keys', { 'a/b': { '~': undefined } }, '/a~1b/~0'],
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a text', 'x', ''],
    ['an array', [{}], ''],
  ])('DEV-06 %s is not plain JSON', async (_, output, path) => {
    const end = await endOf(output);
    expect(end).toMatchObject({
      code: 'not_json',
      detail: { path, block_type: 'Return', step: 1 },
    });
  });

  test('objects of another realm, or of none, are plain', async () => {
    const foreign = Object.create(Object.create(null) as object) as object;
    const bare = Object.create(null) as object;
    expect(await endOf({ foreign, bare })).toMatchObject({ status: 'generated' });
  });

  test('a value used twice is no cycle', async () => {
    const shared = { x: [1] };
    expect(await endOf({ a: shared, b: [shared, shared] })).toMatchObject({ status: 'generated' });
  });

  test('depth has a limit', async () => {
    expect(await endOf(nested(400))).toMatchObject({ status: 'generated' });
    expect(await endOf(nested(100_000))).toMatchObject({ code: 'not_json' });
  });

  test('size has a limit: 16 MB as UTF-8', async () => {
    const mb = 1024 * 1024;
    expect(await endOf({ text: 'x'.repeat(15 * mb) })).toMatchObject({ status: 'generated' });
    expect(await endOf({ a: 'x'.repeat(8 * mb), b: 'x'.repeat(9 * mb) })).toMatchObject({
      code: 'output_too_large',
    });
    expect(await endOf({ text: '語'.repeat(6 * mb) })).toMatchObject({ code: 'output_too_large' });
  });
});

describe('takeBranches', () => {
  const multiplier = { is_multiplier: true, outputs: ['part'] };

  test('a multiplier returns an array', async () => {
    expect(await endOf({ part: 1 }, multiplier)).toMatchObject({
      code: 'not_a_list',
      message: expect.stringContaining('array of objects') as string,
    });
  });

  test('each entry is an object of declared fields', async () => {
    expect(await endOf([{ part: 1 }, 'x'], multiplier)).toMatchObject({
      code: 'not_json',
      detail: { path: '/1' },
    });
    expect(await endOf([{ part: 1 }, { extra: 1 }], multiplier)).toMatchObject({
      code: 'undeclared_output',
      detail: { extra_fields: ['extra'] },
    });
    expect(await endOf([{ part: 1 }, { part: Number.NaN }], multiplier)).toMatchObject({
      code: 'not_json',
      detail: { path: '/1/part' },
    });
  });

  test('all entries together are at most 16 MB', async () => {
    const entries = Array.from({ length: 4 }, () => ({ part: 'x'.repeat(5_000_000) }));
    expect(await endOf(entries, multiplier)).toMatchObject({ code: 'output_too_large' });
  });
});
