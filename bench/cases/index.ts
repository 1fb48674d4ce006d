import type { Benchmark } from '../harness/benchmark.ts';
import { userBlockCalls } from './user-block-calls.ts';
import { userBlockJobs } from './user-block-jobs.ts';

/** Everything that `npm run bench` runs, in this order. */
export const benchmarks: readonly Benchmark[] = [userBlockCalls, userBlockJobs];
