import { expect, test } from 'vitest';
import { previewRecord } from './preview-record.js';

test('the answer is shown when there is one, else the longest text, else the largest value', () => {
  const metadata = { topic: 'Fahrräder', n: 1 };
  expect(
    previewRecord({ metadata, accumulated_state: { longer: 'a long\ntext', assistant: 'Hi' } }),
  ).toEqual({ seed: 'Fahrräder', field: 'assistant', text: 'Hi' });
  expect(
    previewRecord({ metadata, accumulated_state: { a: 'x', b: 'a longer\ntext', c: [1, 2, 3] } }),
  ).toMatchObject({ field: 'b', text: 'a longer text' });
  expect(previewRecord({ metadata: {}, accumulated_state: { ok: true, c: [1, 2, 3] } })).toEqual({
    seed: '',
    field: 'c',
    text: '[1,2,3]',
  });
  expect(previewRecord({ metadata: {}, accumulated_state: {} }).text).toBe('');
});
