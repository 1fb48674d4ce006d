import { expect, test } from 'vitest';
import { LaneQueue } from './lane-queue.js';

test('lanes take turns, each in its own order', () => {
  const queue = new LaneQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  queue.push('b', 'b1');
  queue.push('c', 'c1');
  queue.remove('c', 'c1');
  queue.remove('c', 'gone');
  const order: (string | undefined)[] = [];
  while (queue.size > 0) {
    expect(queue.peek()).toBeDefined();
    order.push(queue.shift());
  }
  expect(order).toEqual(['a1', 'b1', 'a2', 'a3']);
  expect(queue.shift()).toBeUndefined();
});
