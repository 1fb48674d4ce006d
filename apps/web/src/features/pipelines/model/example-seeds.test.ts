import type { Seed } from '@datagenflow/contracts';
import { expect, test } from 'vitest';
import { createSeedFile, summarizeSeeds } from './example-seeds.js';

const seeds: Seed[] = [
  { repetitions: 1, metadata: { topic: 'Größe 🚲' } },
  { repetitions: 2, metadata: { topic: 'b', list: [1, null] } },
];

test('the seed file holds exactly the example seeds', async () => {
  const file = createSeedFile(seeds);
  expect(file.name).toBe('seeds.json');
  expect(JSON.parse(await file.text())).toEqual(seeds);
});

test('seeds and what they start are counted', () => {
  expect(summarizeSeeds(seeds)).toBe('2 seeds, 3 executions');
  expect(summarizeSeeds([{ repetitions: 1, metadata: {} }])).toBe('1 seed, 1 execution');
  expect(summarizeSeeds([{ repetitions: 0, metadata: {} }])).toBe('1 seed, 0 executions');
});
