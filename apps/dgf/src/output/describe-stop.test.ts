import { expect, test } from 'vitest';
import { describeStop } from './describe-stop.js';

const STOPPED = 'Stopped. What has ended is stored, the rest goes on with the next start.';

test('a server that stopped says how many calls it aborted, if any', () => {
  expect(describeStop({ abortedCalls: 0 })).toBe(STOPPED);
  expect(describeStop({ abortedCalls: 1 })).toBe(
    `${STOPPED} 1 call to a model was aborted and is made again.`,
  );
  expect(describeStop({ abortedCalls: 4 })).toBe(
    `${STOPPED} 4 calls to models were aborted and are made again.`,
  );
  expect(describeStop({ abortedCalls: undefined })).toContain(
    'was gone before it was done: calls to models',
  );
});
