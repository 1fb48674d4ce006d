import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { answerOf } from './answer-of.js';

const run = (program: string) => new Worker(program, { eval: true });

test('the first message is the answer', async () => {
  const program = `const { parentPort } = require('node:worker_threads'); parentPort.postMessage(7)`;
  expect(await answerOf(run(program))).toBe(7);
});

test('a thread that throws, or ends without a word, is an error', async () => {
  await expect(answerOf(run(`throw new Error('broken')`))).rejects.toThrow('broken');
  await expect(answerOf(run('process.exit(3)'))).rejects.toThrow('exit code 3');
});
