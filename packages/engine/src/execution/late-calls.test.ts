import { settle } from '@datagenflow/contracts/testing/clock';
import { expect, test } from 'vitest';
import { nullCallStore } from '../calls/call-store.js';
import { ask } from '../testing/ask-block.js';
import { makeBlock } from '../testing/make-block.js';
import { runBlocks } from '../testing/run-blocks.js';
import { CALL_USAGE } from '../testing/scripted-models.js';

test('an answer that is being stored when its step fails is billed to the execution', async () => {
  const stored = Promise.withResolvers<void>();
  const threw = Promise.withResolvers<void>();
  const calls = { ...nullCallStore, save: () => stored.promise };
  const Hasty = makeBlock('Hasty', async (context) => {
    void ask(context, 'late').catch(() => undefined);
    await settle();
    threw.resolve();
    throw new Error('Enough');
  });
  const running = runBlocks([Hasty], { calls });
  await threw.promise;
  await settle();
  stored.resolve();
  const run = await running;
  expect(run.end).toMatchObject({ status: 'failed' });
  expect(run.usage).toEqual(CALL_USAGE);
  expect(run.calls.flat()).toHaveLength(1);
});
