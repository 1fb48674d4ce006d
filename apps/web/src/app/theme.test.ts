import { expect, test } from 'vitest';
import { nextTheme, readTheme, storeTheme } from './theme.js';

test('the toggle goes round', () => {
  expect(nextTheme('system')).toBe('light');
  expect(nextTheme('light')).toBe('dark');
  expect(nextTheme('dark')).toBe('system');
});

test('a choice is found again, and anything else means the system', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  expect(readTheme(storage)).toBe('system');
  storeTheme('dark', storage);
  expect(readTheme(storage)).toBe('dark');
  expect(readTheme({ getItem: () => 'purple' })).toBe('system');
});
