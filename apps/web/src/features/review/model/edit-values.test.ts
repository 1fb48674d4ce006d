import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '@datagenflow/contracts';
import { fromDraft, planEdit, toDraft } from './edit-values.js';

test('a value that is not touched keeps its type', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const value = JSON.parse(JSON.stringify(any)) as Json;
      expect(fromDraft(toDraft(value))).toEqual({ value });
    }),
  );
});

test('what is no number or no JSON is told', () => {
  expect(fromDraft({ kind: 'number', text: 'four' })).toHaveProperty('problem');
  expect(fromDraft({ kind: 'number', text: '' })).toHaveProperty('problem');
  expect(fromDraft({ kind: 'json', text: '{a}' })).toHaveProperty('problem');
});

test('only what changed is sent', () => {
  const before = { a: 1, b: { c: [1] }, d: 'x' };
  expect(planEdit(before, { ...before })).toBeNull();
  expect(planEdit(before, { ...before, a: 2 })).toEqual({ a: 2 });
});

test('a field with the name of something else is sent with the whole of them', () => {
  expect(planEdit({ output: 'x', a: 1 }, { output: 'y', a: 1 })).toEqual({
    output: '{"output":"y","a":1}',
  });
});
