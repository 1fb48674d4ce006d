import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { runLimitedJob } from '../harness/limited-job.ts';

const before = 600;
const after = 300;
/** So long nothing more is allowed: the last minute before holds twice the new limit. */
const pauseMinutes = 0.5;

/** Whether a job finds a limit that nobody told of, and finds it again when it halves. */
export const unknownLimits: Benchmark = { name: 'unknown-limits', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const half = isQuick ? 2 : 5;
  const timeScale = isQuick ? 20 : 10;
  const used: Round[] = [];
  const refused: Round[] = [];
  for (let round = 0; round < (isQuick ? 1 : 2); round += 1) {
    noise.sample();
    const seeds = before * half + after * (half - pauseMinutes);
    const done = await runLimitedJob({
      seeds,
      timeScale,
      limits: { requests_per_minute: before },
      change: { afterMinutes: half, limits: { requests_per_minute: after } },
    });
    const allowed = before * half + after * (done.minutes - half - pauseMinutes);
    used.push({ measured: seeds, against: { 'the hidden limit': allowed } });
    refused.push({
      measured: done.refused,
      against: { 'all calls': done.answered + done.refused },
    });
  }
  const what = `a hidden limit of ${before} a minute that halves after ${half} minutes`;
  return [
    {
      id: 'P4',
      name: `calls under ${what}`,
      unit: 'calls',
      rounds: used,
      targets: [{ against: 'the hidden limit', atLeast: 0.9 }],
    },
    {
      id: 'P4',
      name: 'calls refused meanwhile',
      unit: 'calls',
      rounds: refused,
      targets: [{ against: 'all calls', atMost: 0.02 }],
    },
  ];
}
