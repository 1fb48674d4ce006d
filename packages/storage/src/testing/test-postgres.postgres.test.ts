import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStorage } from '../open-storage.js';
import { createTestDatabase, startTestPostgres } from './test-postgres.js';

test('a test database leaves nothing behind; one that is gone is unavailable', async () => {
  const postgres = await startTestPostgres();
  const url = await createTestDatabase(postgres.port);
  const storage = await openStorage({ url });
  expect(storage.kind).toBe('postgres');
  await postgres[Symbol.asyncDispose]();
  expect(postgres.isRunning()).toBe(false);
  expect(existsSync(postgres.directory)).toBe(false);
  await expect(storage.ping()).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
  await storage[Symbol.asyncDispose]();
});
