import {
  ConflictError,
  ConnectionError,
  type BulkDone,
  type Id,
  type UndoDone,
} from '@datagenflow/contracts';
import { beforeEach, expect, test } from 'vitest';
import { UndoStack } from './undo-stack.js';

let undone: Id[];
let answer: (id: Id) => Promise<UndoDone>;
let stack: UndoStack;

beforeEach(() => {
  undone = [];
  answer = () => Promise.resolve({ undone: 1, skipped: 0 });
  stack = new UndoStack((id) => {
    undone.push(id);
    return answer(id);
  });
});

function decide(action_id: Id | null): Promise<BulkDone> {
  const decision = Promise.resolve({ action_id, count: action_id === null ? 0 : 1 });
  stack.push(decision);
  return decision;
}

test('takes back the newest, then the one before, then says that there is none', async () => {
  void decide(1);
  void decide(2);
  expect(await stack.undo()).toEqual({ undone: 1, skipped: 0 });
  await stack.undo();
  expect(undone).toEqual([2, 1]);
  expect(await stack.undo()).toBeUndefined();
});

test('takes back the one that is named, once, whatever was decided since', async () => {
  const many = decide(1);
  void decide(2);
  await stack.undo(many);
  expect(undone).toEqual([1]);
  expect(await stack.undo(many)).toBeUndefined();
  await stack.undo();
  expect(undone).toEqual([1, 2]);
});

test('two at once take back two', async () => {
  void decide(1);
  void decide(2);
  await Promise.all([stack.undo(), stack.undo()]);
  expect(undone).toEqual([2, 1]);
});

test('one that the connection lost stays, and can be tried again', async () => {
  void decide(1);
  answer = () => Promise.reject(new ConnectionError('Not there.'));
  await expect(stack.undo()).rejects.toThrow('Not there.');
  answer = () => Promise.resolve({ undone: 1, skipped: 0 });
  expect(await stack.undo()).toEqual({ undone: 1, skipped: 0 });
  expect(undone).toEqual([1, 1]);
});

test('one that the server says was undone already is gone', async () => {
  void decide(1);
  answer = () => Promise.reject(new ConflictError('Undone already.', { code: 'action_undone' }));
  await expect(stack.undo()).rejects.toThrow('Undone already.');
  expect(await stack.undo()).toBeUndefined();
});

test('one that changed nothing asks nothing; one that failed is not there', async () => {
  void decide(null);
  const failed = Promise.reject<BulkDone>(new ConflictError('Refused.'));
  stack.push(failed);
  await expect(failed).rejects.toThrow('Refused.');
  expect(await stack.undo()).toBeNull();
  expect(undone).toEqual([]);
  expect(await stack.undo()).toBeUndefined();
});
