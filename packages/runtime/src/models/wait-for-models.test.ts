import { DataGenFlowError, type Clock, type Model } from '@datagenflow/contracts';
import type { Storage } from '@datagenflow/storage';
import { expect, test } from 'vitest';
import type { KeyVault } from '../secrets/key-vault.js';
import { storedModels } from './stored-models.js';
import { waitForModels } from './wait-for-models.js';

const model = {
  id: 1,
  kind: 'llm',
  name: 'm',
  provider: 'custom',
  endpoint: 'http://127.0.0.1:1/v1',
  is_default: true,
} as Model;

test('row 53: while the database does not tell a model or its key, it is asked again', async () => {
  const unavailable = new DataGenFlowError('database_unavailable', 'No answer.', { status: 503 });
  const failures = [unavailable, undefined, unavailable];
  const answer = async <T>(value: T): Promise<T> => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return value;
  };
  const slept: number[] = [];
  const clock: Clock = {
    now: () => 0,
    date: () => new Date(0),
    sleep: async (ms) => void slept.push(ms),
  };
  const models = { list: () => answer([model]), readKey: () => answer(null) };
  const source = storedModels({ models } as unknown as Pick<Storage, 'models'>, {} as KeyVault);
  expect(await waitForModels(source, clock).resolve('llm')).toMatchObject({ name: 'm' });
  expect(slept).toHaveLength(2);
});
