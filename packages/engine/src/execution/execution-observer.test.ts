import { expect, test } from 'vitest';
import { makeBlock } from '../testing/make-block.js';
import { runBlocks } from '../testing/run-blocks.js';
import type { ExecutionObserver } from './execution-observer.js';

function record() {
  const told: string[] = [];
  const observer: ExecutionObserver = {
    jobStarted: ({ id }) => told.push(`job ${id} started`),
    executionStarted: (traceId) => told.push(`${traceId} started`),
    stepStarted: (_, { id }) => told.push(`${id} started`),
    callSent: (_, { id }, call) => told.push(`${id} asks ${call.model}`),
    stepThrew: (_, { id }, error) => told.push(`${id} threw ${String(error)}`),
    stepEnded: (_, { id }, { end }) => told.push(`${id} ${end.status}`),
    executionEnded: (traceId, { status }) => told.push(`${traceId} ${status}`),
    executionLeft: (traceId) => told.push(`${traceId} left`),
  };
  return { told, observer };
}

const Ask = makeBlock('Ask', async (context) => {
  const { text } = await context.llm.chat({ messages: [{ role: 'user', content: 'Hi' }] });
  return { text };
});

test('an observer is told of an execution, its steps, what they ask and throw, in order', async () => {
  const { told, observer } = record();
  const Throw = makeBlock('Throw', () => {
    throw new Error('no');
  });
  await runBlocks([Ask, Throw], { observer });
  expect(told).toEqual([
    'trace started',
    'Ask-1 started',
    expect.stringMatching(/^Ask-1 asks /),
    'Ask-1 ok',
    'Throw-1 started',
    expect.stringMatching(/^Throw-1 threw .*no/),
    'Throw-1 failed',
    'trace failed',
  ]);
});

test('it is told of one that is cancelled that it was left', async () => {
  const { told, observer } = record();
  const abort = new AbortController();
  const Stop = makeBlock('Stop', () => {
    abort.abort(new Error('enough'));
    return {};
  });
  const running = runBlocks([Stop, Ask], { observer, signal: abort.signal });
  await expect(running).rejects.toThrow('enough');
  expect(told.at(-1)).toBe('trace left');
});
