import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startTestRuntime } from './support/test-runtime.js';

test('row 59: a runner has room set aside beside its database, the next one too', async () => {
  await using system = await startTestRuntime();
  const { config } = system.runtime;
  const { size } = await stat(`${config.databasePath}-reserve`);
  expect(size).toBe(1024 ** 2);
  await system.runtime[Symbol.asyncDispose]();
  expect((await stat(`${config.databasePath}-reserve`)).size).toBe(size);
});
