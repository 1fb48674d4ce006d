import type { Drained } from '@datagenflow/runtime';

/** What a server says when it has stopped. */
export function describeStop({ abortedCalls }: Drained): string {
  const stopped = 'Stopped. What has ended is stored, the rest goes on with the next start.';
  switch (abortedCalls) {
    case 0:
      return stopped;
    case undefined:
      return `${stopped} The job runner was gone before it was done: calls to models that were under way are made again.`;
    case 1:
      return `${stopped} 1 call to a model was aborted and is made again.`;
    default:
      return `${stopped} ${abortedCalls} calls to models were aborted and are made again.`;
  }
}
