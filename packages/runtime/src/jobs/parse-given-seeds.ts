import type { IndexedSeed, JsonObject } from '@datagenflow/contracts';
import { parseSeeds } from '@datagenflow/engine';
import type { RuntimeConfig } from '../config.js';

/**
 * Seeds as a request holds them.
 * @throws ValidationError `bad_seeds`; DataGenFlowError `record_too_large`
 */
export async function parseGivenSeeds(
  seeds: JsonObject[],
  { maxSeedBytes }: Pick<RuntimeConfig, 'maxSeedBytes'>,
): Promise<IndexedSeed[]> {
  const parsed = await parseSeeds(JSON.stringify(seeds), { format: 'json', maxSeedBytes });
  return parsed.seeds;
}
