import { expect, test } from 'vitest';
import { loginPath, readCode, readTarget } from './read-address.js';

test('the code stands in the fragment', () => {
  expect(readCode('#code=a_B-9')).toBe('a_B-9');
  expect(readCode('#code=')).toBeUndefined();
  expect(readCode('#code=a&b')).toBeUndefined();
  expect(readCode('')).toBeUndefined();
});

test('the sign-in leads back to the page that asked for it', () => {
  for (const page of ['/', '/jobs/7', '/records?q=a%26b&x=1']) {
    const { pathname, search } = new URL(loginPath(page), 'http://x');
    expect([pathname, readTarget(search)]).toEqual(['/login', page]);
  }
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:x',
  '/login',
  '',
])('the sign-in leads to no other place: %s', (from) => {
  expect(readTarget(`?${new URLSearchParams({ from }).toString()}`)).toBe('/');
});
