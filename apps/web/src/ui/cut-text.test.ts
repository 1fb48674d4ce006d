import { expect, test } from 'vitest';
import { cutText } from './cut-text.js';

test('short text is not cut', () => {
  expect(cutText('a\nb')).toBeNull();
  expect(cutText('x'.repeat(2_000))).toBeNull();
});

test('long text is cut by lines and by characters, never to broken Unicode', () => {
  expect(cutText(Array.from({ length: 30 }, (_, line) => String(line)).join('\n'))).toMatch(
    /^0\n[\s\S]*\n23$/,
  );
  const cut = cutText(`${'x'.repeat(1_999)}🚲🚲`);
  expect(cut?.startsWith('x'.repeat(1_999))).toBe(true);
  expect(cut?.isWellFormed()).toBe(true);
});
