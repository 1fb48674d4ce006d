import type { IndexedSeed } from '@datagenflow/contracts';
import { readSeeds, type SeedOptions } from './read-seeds.js';
import { SeedIntake } from './seed-intake.js';
import type { SeedChunks } from './seed-row.js';

/** How the seeds of a small file are read. */
export interface ParseOptions extends SeedOptions {
  /** False: bad seeds are skipped and listed, not refused. Default true. */
  strict?: boolean;
}

/** What a seed file holds. */
export interface ParsedSeeds {
  seeds: IndexedSeed[];
  warnings: string[];
}

/**
 * Reads all seeds of a file at once; {@link readSeeds} is for files of any size.
 * @throws what readSeeds throws; ValidationError `bad_seeds` with the numbers of the seeds (counted
 * from 1; the first 100 and their count), `no_executions` when nothing would run
 */
export async function parseSeeds(
  file: string | SeedChunks,
  { strict, ...options }: ParseOptions,
): Promise<ParsedSeeds> {
  const chunks = typeof file === 'string' ? [new TextEncoder().encode(file)] : file;
  const intake = new SeedIntake({ strict });
  const seeds: IndexedSeed[] = [];
  for await (const batch of readSeeds(chunks, options)) {
    for (const seed of intake.add(batch)) seeds.push(seed);
  }
  return { warnings: intake.conclude(), seeds };
}
