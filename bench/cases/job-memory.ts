import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { measureMemory, type MemoryRun } from '../harness/measure-memory.ts';
import { growthExponent, slope } from '../harness/statistics.ts';

const limitMb = 300;
/** What may come and go without anything growing. */
const flatMb = 15;

/** Whether a large job takes more memory than a small one. */
export const jobMemory: Benchmark = { name: 'job-memory', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  noise.sample();
  const large = isQuick ? 100_000 : 1_000_000;
  const small = await measureMemory(10_000);
  const runs = [{ size: 10_000, run: small }];
  if (!isQuick) runs.push({ size: 100_000, run: await measureMemory(100_000) });
  const big = await measureMemory(large);
  runs.push({ size: large, run: big });
  const settled = await measureMemory(large, 'settled');
  noise.sample();

  const peak: Round = {
    measured: peakOf(big),
    against: { 'the limit': limitMb, 'a job of 10,000 seeds': peakOf(small) },
  };
  const growth = {
    of: 'seeds',
    from: 10_000,
    to: large,
    exponent: growthExponent(
      runs.map(({ size, run: { samples } }) => ({ size, cost: Math.max(...samples) })),
    ),
  };
  const name = `most memory of a job over ${large.toLocaleString('en')} seeds`;
  return [
    {
      id: 'P8',
      name,
      unit: 'MB',
      rounds: [peak],
      targets: [{ against: 'the limit', atMost: 1 }],
      growth,
    },
    {
      id: 'P8',
      name: 'what it grows in its second half',
      unit: 'MB',
      rounds: [{ measured: growthOf(settled), against: { 'what counts as flat': flatMb } }],
      targets: [{ against: 'what counts as flat', atMost: 1 }],
    },
    {
      id: 'P8',
      name: 'what is alive when it has ended',
      unit: 'MB',
      rounds: [{ measured: big.alive, against: { 'after a job of 10,000 seeds': small.alive } }],
      targets: [{ against: 'after a job of 10,000 seeds', atMost: 1.1 }],
    },
  ];
}

function peakOf({ samples }: MemoryRun): number {
  return Math.max(...samples);
}

/** MB by which a line through the second half of what is settled rises, over that half. */
function growthOf({ samples }: MemoryRun): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  if (half.length < 3) return 0;
  return slope(half.map((y, x) => ({ x, y }))) * half.length;
}
