import { describe, expect, test } from 'vitest';
import { createOutbox } from './create-outbox.js';

/** A channel with room for so many messages. */
function createChannel(room: number) {
  const unsent: { message: string; sent: () => void }[] = [];
  const taken: string[] = [];
  return {
    taken,
    unsent,
    send(message: string, sent: () => void): boolean {
      taken.push(message);
      unsent.push({ message, sent });
      return unsent.length < room;
    },
    deliver(): void {
      unsent.shift()?.sent();
    },
  };
}

describe('createOutbox', () => {
  test('holds messages back until the one that filled the channel is gone', () => {
    const channel = createChannel(3);
    const post = createOutbox(channel.send);
    for (const message of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) post(message);
    expect(channel.taken).toEqual(['a', 'b', 'c']);
    channel.deliver();
    channel.deliver();
    expect(channel.taken).toEqual(['a', 'b', 'c']);
    channel.deliver();
    expect(channel.taken).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    while (channel.unsent.length > 0) channel.deliver();
    expect(channel.taken.join('')).toBe('abcdefg');
  });

  test('drains when the channel takes nothing more: each message is told of its loss', async () => {
    const refused: string[] = [];
    const post = createOutbox((message: string, sent) => {
      refused.push(message);
      queueMicrotask(sent);
      return false;
    });
    post('a');
    post('b');
    expect(refused).toEqual(['a']);
    await Promise.resolve();
    expect(refused).toEqual(['a', 'b']);
  });
});
