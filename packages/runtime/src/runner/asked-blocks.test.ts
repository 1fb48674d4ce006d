import type { BlockDescription, BlockInfo, Clock, JsonObject } from '@datagenflow/contracts';
import { BlockRegistry } from '@datagenflow/registry';
import { expect, test } from 'vitest';
import { AskedBlocks } from './asked-blocks.js';

const info: BlockInfo = {
  type: 'Mine',
  name: 'Mine',
  description: '',
  category: 'general',
  inputs: [],
  outputs: ['x'],
  config_schema: { type: 'object' },
  is_multiplier: false,
  scope: 'execution',
  dependencies: [],
  source: 'user',
  version: '1',
  available: true,
  error: null,
};
const description: BlockDescription = { outputs: ['x'], required_fields: [], is_multiplier: false };

/** Time stands still, or is always up. */
const clockOf = (sleep: Clock['sleep']): Clock => ({
  now: () => 0,
  date: () => new Date(0),
  sleep,
});
const still = clockOf(() => new Promise(() => undefined));
const up = clockOf(() => Promise.resolve());

function askBy(clock: Clock, answer: () => Promise<BlockDescription>) {
  const registry = new BlockRegistry();
  const asked: JsonObject[] = [];
  const blocks = new AskedBlocks(registry, clock, (_type, config) => {
    asked.push(config);
    return answer();
  });
  return { registry, asked, blocks };
}

test('a block is asked once for each code and config', async () => {
  const { registry, asked, blocks } = askBy(still, () => Promise.resolve(description));
  blocks.replace([{ info, codeHash: 'a' }]);
  const before = registry.require('Mine');
  for (const config of [{ n: 1, m: 2 }, { m: 2, n: 1 }, { n: 2 }]) await before.describe(config);
  expect(asked).toEqual([{ n: 1, m: 2 }, { n: 2 }]);
  blocks.replace([{ info, codeHash: 'b' }]);
  await registry.require('Mine').describe({ n: 2 });
  expect(asked).toHaveLength(3);
});

test('errors are told and asked for again', async () => {
  const { registry, asked, blocks } = askBy(still, () => Promise.reject(new Error('not now')));
  blocks.replace([{ info, codeHash: 'a' }]);
  const block = registry.require('Mine');
  await expect(block.describe({})).rejects.toThrow('not now');
  await expect(block.describe({})).rejects.toThrow('not now');
  expect(asked).toHaveLength(2);
});

test('an answer that comes too late is an error, and known the next time', async () => {
  const answer = Promise.withResolvers<BlockDescription>();
  const { registry, asked, blocks } = askBy(up, () => answer.promise);
  blocks.replace([{ info, codeHash: 'a' }]);
  const block = registry.require('Mine');
  await expect(block.describe({})).rejects.toMatchObject({ code: 'describe_timeout', status: 503 });
  answer.resolve(description);
  await answer.promise;
  expect(await block.describe({})).toEqual(description);
  expect(asked).toHaveLength(1);
});

test('blocks that are gone are gone here too; none can be opened', async () => {
  const { registry, blocks } = askBy(still, () => Promise.resolve(description));
  blocks.replace([{ info, codeHash: 'a' }]);
  await expect(registry.require('Mine').open({})).rejects.toThrow('by the runner only');
  blocks.replace([]);
  expect(registry.has('Mine')).toBe(false);
});
