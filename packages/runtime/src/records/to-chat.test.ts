import { expect, test } from 'vitest';
import { toChatLine } from './to-chat.js';

const lineOf = (fields: object) =>
  toChatLine({
    id: 7,
    status: 'accepted',
    metadata: '{}',
    accumulated_state: JSON.stringify(fields),
    created_at: '',
    updated_at: '',
  });

test('texts of a turn become messages', () => {
  expect(JSON.parse(lineOf({ user: 'Q', assistant: 'A', system: '', score: 1 }))).toEqual({
    messages: [
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: 'A' },
    ],
  });
  expect(JSON.parse(lineOf({ user: 'Q', assistant: 'A', system: 'S' }))).toMatchObject({
    messages: [{ role: 'system', content: 'S' }, {}, {}],
  });
});

test('messages go out as they are', () => {
  const messages = [
    { role: 'user', content: 'Q' },
    { role: 'assistant', content: 'A', name: 'x' },
  ];
  expect(JSON.parse(lineOf({ messages, user: 'other', assistant: 'other' }))).toEqual({ messages });
});

test.each([{}, { user: 'Q' }, { user: 'Q', assistant: 3 }, { messages: [] }, { messages: ['Q'] }])(
  '%j is no conversation, and the record is named',
  (fields) => {
    expect(() => lineOf(fields)).toThrow('Record 7 is no conversation');
  },
);
