import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Machine } from './describe-machine.ts';
import type { FigureSummary } from './summarize.ts';

const directory = new URL('../results/', import.meta.url);
const file = new URL('latest.json', directory);

/** What one benchmark found, and on what. */
export interface BenchmarkResult {
  measured_at: string;
  machine: Machine;
  /** How much the machine varied meanwhile, as a share. */
  noise: number;
  figures: FigureSummary[];
}

/**
 * Puts a result in the place of the last one of the same benchmark, in `results/latest.json`.
 * @param known names of all benchmarks; results of others are dropped
 */
export async function keepResult(
  benchmark: string,
  result: BenchmarkResult,
  known: readonly string[],
): Promise<void> {
  const all = Object.entries({ ...(await readResults()), [benchmark]: result });
  const kept = Object.fromEntries(all.filter(([name]) => known.includes(name)));
  await mkdir(directory, { recursive: true });
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
}

async function readResults(): Promise<Record<string, BenchmarkResult>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, BenchmarkResult>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
