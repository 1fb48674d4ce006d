import { expect, test } from 'vitest';
import { readPrompt } from './read-prompt.js';

test('messages are read, the parameters stay', () => {
  const request = {
    messages: [
      { role: 'system', content: 'Sei höflich' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ],
    temperature: 0.7,
  };
  expect(readPrompt({ request })).toEqual({
    messages: [
      { role: 'system', text: 'Sei höflich' },
      { role: 'user', text: '[\n  {\n    "type": "text",\n    "text": "Hi"\n  }\n]' },
    ],
    rest: { temperature: 0.7 },
  });
});

test.each([null, 'cut after 64 KB', [1], { input: ['text to embed'] }])(
  'a request without messages is no prompt: %j',
  (request) => {
    expect(readPrompt({ request })).toBeNull();
  },
);
