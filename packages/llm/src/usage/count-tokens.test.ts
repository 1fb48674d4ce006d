import { describe, expect, test } from 'vitest';
import { countChatTokens, countTokens } from './count-tokens.js';

describe('countTokens', () => {
  test('counts as the cl100k encoding does, special tokens included', async () => {
    expect(await countTokens('')).toBe(0);
    expect(await countTokens('hello world')).toBe(2);
    expect(await countTokens('antidisestablishmentarianism')).toBe(6);
    expect(await countTokens('<|endoftext|>')).toBe(1);
  });

  test.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['signs', '='],
    ['emoji', '🙂'],
  ])(
    'a megabyte of %s without a break is counted, as many times as a part of it',
    async (_, run) => {
      const part = await countTokens(run.repeat(200));
      expect(await countTokens(run.repeat(1_000_000))).toBe(5_000 * part);
    },
  );

  test('a conversation takes its texts and four tokens per message', async () => {
    const messages = [
      { role: 'system', content: 'hello' },
      { role: 'user', content: 'world' },
    ] as const;
    expect(await countChatTokens(messages)).toBe((await countTokens('hello\nworld')) + 8);
  });
});
