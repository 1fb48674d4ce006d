import { Secret } from '@datagenflow/llm';
import { expect, test } from 'vitest';
import { Scrubber } from './scrubber.js';

test('values come first, in every form; whatever looks like a key goes too', () => {
  const scrubber = new Scrubber();
  const key = 'no-known-shape/of-a key+';
  const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
  expect(scrubber.scrub(forms.join(' '))).toBe(forms.join(' '));
  scrubber.remember(new Secret(key));
  scrubber.remember(new Secret(key));
  scrubber.remember(undefined);
  expect(scrubber.scrub(forms.join(' '))).toBe('[secret] [secret] [secret]');
});

test.each([
  ['basic dXNlcjpwYXNzd29yZA==', 'basic [secret]'],
  ['api_key=0123456789, next', 'api_key=[secret], next'],
  ['postgres://flow:hunter2@db:5432/x', 'postgres://flow:[secret]@db:5432/x'],
])('row 43: %s is masked, the rest stays', (text, masked) => {
  expect(new Scrubber().scrub(text)).toBe(masked);
});

test.each([
  'A task-based risk-taking skeleton, basic training and a bearer of news',
  'https://example.com/a:b@c and ask-me-anything-please',
  'gsk and hf_short and sk-short',
])('text is left as it is: %s', (text) => {
  expect(new Scrubber().scrub(text)).toBe(text);
});
