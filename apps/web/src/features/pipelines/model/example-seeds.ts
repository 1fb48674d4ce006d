import type { Seed } from '@datagenflow/contracts';

/** The example seeds of a template as the seed file that one would upload. */
export function createSeedFile(seeds: readonly Seed[]): File {
  return new File([JSON.stringify(seeds, null, 2)], 'seeds.json', { type: 'application/json' });
}

/** `3 seeds, 12 executions` */
export function summarizeSeeds(seeds: readonly Seed[]): string {
  const executions = seeds.reduce((sum, { repetitions }) => sum + repetitions, 0);
  return `${plural(seeds.length, 'seed')}, ${plural(executions, 'execution')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
