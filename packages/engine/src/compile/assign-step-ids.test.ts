import type { PipelineDefinition, Step } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { assignStepIds } from './assign-step-ids.js';

const idsOf = (...blocks: Step[]) =>
  assignStepIds({ name: 'Test', blocks }).blocks.map(({ id }) => id);

describe('assignStepIds', () => {
  test('takes the smallest free number of each type', () => {
    expect(idsOf({ type: 'A' }, { type: 'B' }, { type: 'A' })).toEqual(['A-1', 'B-1', 'A-2']);
    expect(idsOf({ type: 'A' }, { type: 'A', id: 'A-1' }, { type: 'A', id: 'A-3' })).toEqual([
      'A-2',
      'A-1',
      'A-3',
    ]);
  });

  test('leaves given ids alone, so that they survive reordering', () => {
    const saved = assignStepIds({ name: 'Test', blocks: [{ type: 'A' }, { type: 'A' }] });
    const reordered: PipelineDefinition = { ...saved, blocks: saved.blocks.toReversed() };
    expect(assignStepIds(reordered).blocks.map(({ id }) => id)).toEqual(['A-2', 'A-1']);
  });

  test('refuses two steps with one id', () => {
    expect(() => idsOf({ type: 'A', id: 'x' }, { type: 'B', id: 'x' })).toThrow(
      expect.objectContaining({ code: 'duplicate_step_id', detail: { step_id: 'x' } }),
    );
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'refuses the id %s, which every object of JavaScript has',
    (id) => {
      expect(() => idsOf({ type: 'A', id })).toThrow(
        expect.objectContaining({ code: 'reserved_step_id', detail: { step_id: id } }),
      );
    },
  );

  test('gives ids that the schema of steps accepts, whatever the type', () => {
    const ids = idsOf(
      { type: '-x' },
      { type: 'Ünï code' },
      { type: 'T'.repeat(200) },
      { type: '.' },
    );
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);
    expect(new Set(ids).size).toBe(4);
  });
});
