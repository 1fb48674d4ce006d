import type { JsonObject, Step } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { describe, expect, test } from 'vitest';
import { compileRunnable } from '../testing/compile-blocks.js';
import { makeBlock } from '../testing/make-block.js';
import { environmentOf, startOf } from '../testing/run-blocks.js';
import { OpenPipeline } from './open-pipeline.js';
import { runTree } from './run-tree.js';

async function leavesOf(blocks: RegisteredBlock[], metadata: JsonObject, steps?: Step[]) {
  const environment = environmentOf();
  await using open = new OpenPipeline(await compileRunnable(blocks, steps), environment.clock);
  return await runTree(open, startOf(metadata), environment);
}

const Split = makeBlock(
  'Split',
  (context) =>
    context
      .get('text', '')
      .split(' ')
      .map((part) => ({ part })),
  {
    outputs: ['part'],
    is_multiplier: true,
  },
);
const Letters = makeBlock(
  'Letters',
  (context) => [...context.get('part', '')].map((letter) => ({ letter })),
  {
    outputs: ['letter'],
    is_multiplier: true,
  },
);
const Draw = makeBlock(
  'Draw',
  ({ random, state }) => ({ draw: random.next(), seen: Object.keys(state) }),
  {
    outputs: ['draw', 'seen'],
  },
);

describe('runTree', () => {
  test('without a multiplier there is one leaf', async () => {
    const [leaf, ...rest] = await leavesOf([Draw], { text: 'x' });
    expect(rest).toEqual([]);
    expect(leaf).toMatchObject({ branch: '', state: { text: 'x', seen: ['text'] } });
  });

  test('every path has a leaf, in order, with its whole trace', async () => {
    const leaves = await leavesOf([Draw, Split, Letters], { text: 'ab c' }, [
      { type: 'Split' },
      { type: 'Letters' },
      { type: 'Draw' },
    ]);
    expect(leaves.map(({ branch, state }) => [branch, state.part, state.letter])).toEqual([
      ['0.0', 'ab', 'a'],
      ['0.1', 'ab', 'b'],
      ['1.0', 'c', 'c'],
    ]);
    expect(new Set(leaves.map(({ state }) => state.draw)).size).toBe(3);
    expect(leaves[1]?.trace.map(({ step_id, output }) => [step_id, output])).toEqual([
      ['Split-1', { part: 'ab' }],
      ['Letters-1', { letter: 'b' }],
      ['Draw-1', { draw: leaves[1]?.state.draw, seen: ['text', 'part', 'letter'] }],
    ]);
    for (const { trace, state } of leaves) {
      expect(trace.at(-1)?.accumulated_state).toEqual(state);
      const inputs = trace.slice(1).map(({ input }) => input);
      expect(inputs).toEqual(trace.slice(0, -1).map((entry) => entry.accumulated_state));
    }
  });

  test('a branch that ends early is a leaf too', async () => {
    const OnlyShort = makeBlock('OnlyShort', (context) => {
      if (context.get('part', '').length > 1) context.drop('long');
      return {};
    });
    const leaves = await leavesOf([Split, OnlyShort], { text: 'ab c' });
    expect(leaves.map(({ branch, run }) => [branch, run.end.status])).toEqual([
      ['0', 'filtered'],
      ['1', 'generated'],
    ]);
  });
});
