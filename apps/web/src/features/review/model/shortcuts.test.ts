import { expect, test } from 'vitest';
import { nameKey, readShortcut, shortcuts } from './shortcuts.js';

const press = {
  key: 'a',
  isTyping: false,
  isOnControl: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
};

test('each key means one thing', () => {
  const keys = shortcuts.flatMap((shortcut) => shortcut.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(readShortcut(press)).toBe('accept');
  expect(readShortcut({ ...press, key: 'ArrowDown' })).toBe('next');
  expect(readShortcut({ ...press, key: 'q' })).toBeUndefined();
});

test('nothing is meant while someone types, or with another key held', () => {
  expect(readShortcut({ ...press, isTyping: true })).toBeUndefined();
  expect(readShortcut({ ...press, ctrlKey: true })).toBeUndefined();
  expect(readShortcut({ ...press, metaKey: true })).toBeUndefined();
});

test('Enter presses the control that has the focus, and opens only without one', () => {
  expect(readShortcut({ ...press, key: 'Enter' })).toBe('open');
  expect(readShortcut({ ...press, key: 'Enter', isOnControl: true })).toBeUndefined();
});

test('keys are written as they look', () => {
  expect([nameKey('Enter'), nameKey('a')]).toEqual(['↵', 'a']);
});
