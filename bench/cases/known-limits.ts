import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { runLimitedJob, TOKENS_PER_CALL, type LimitedRun } from '../harness/limited-job.ts';

const requestsPerMinute = 600;
const tokensPerMinute = 60_000;

/** Whether a job uses up a limit that is known, and never goes beyond. */
export const knownLimits: Benchmark = { name: 'known-limits', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const minutes = isQuick ? 2 : 10;
  const timeScale = isQuick ? 20 : 10;
  const requests: Round[] = [];
  const tokens: Round[] = [];
  const refused: Round[] = [];
  for (let round = 0; round < (isQuick ? 1 : 2); round += 1) {
    noise.sample();
    const byRequests = await useRequests(minutes, timeScale);
    const byTokens = await useTokens(minutes, timeScale);
    requests.push(byRequests.round);
    tokens.push(byTokens.round);
    refused.push(refusalsOf([byRequests.done, byTokens.done]));
  }
  const common = { id: 'P3', unit: '/min', targets: [{ against: 'the limit', atLeast: 0.98 }] };
  return [
    { ...common, name: `requests under a known limit, ${minutes} minutes`, rounds: requests },
    { ...common, name: `tokens under a known limit, ${minutes} minutes`, rounds: tokens },
    {
      id: 'P3',
      name: 'calls refused meanwhile',
      unit: 'calls',
      rounds: refused,
      targets: [{ against: 'all calls', atMost: 0 }],
    },
  ];
}

async function useRequests(minutes: number, timeScale: number) {
  const limits = { requests_per_minute: requestsPerMinute };
  const seeds = requestsPerMinute * minutes;
  const done = await runLimitedJob({ seeds, timeScale, limits, known: limits });
  const against = { 'the limit': requestsPerMinute };
  return { done, round: { measured: seeds / done.minutes, against } };
}

async function useTokens(minutes: number, timeScale: number) {
  const limits = { tokens_per_minute: tokensPerMinute };
  const seeds = Math.floor((tokensPerMinute * minutes) / TOKENS_PER_CALL);
  const done = await runLimitedJob({ seeds, timeScale, limits, known: limits });
  const against = { 'the limit': tokensPerMinute };
  return { done, round: { measured: (seeds * TOKENS_PER_CALL) / done.minutes, against } };
}

function refusalsOf(runs: readonly LimitedRun[]): Round {
  const refused = runs.reduce((sum, each) => sum + each.refused, 0);
  const answered = runs.reduce((sum, each) => sum + each.answered, 0);
  return { measured: refused, against: { 'all calls': refused + answered } };
}
