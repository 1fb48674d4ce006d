import type { Benchmark } from '../harness/benchmark.ts';
import { apiUnderLoad } from './api-under-load.ts';
import { dependentCalls } from './dependent-calls.ts';
import { engineCost } from './engine-cost.ts';
import { exportBesideJob } from './export-beside-job.ts';
import { exportOfMany } from './export.ts';
import { jobMemory } from './job-memory.ts';
import { knownLimits } from './known-limits.ts';
import { manyInFlight } from './many-in-flight.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { recordsAtScale } from './records-at-scale.ts';
import { reload } from './reload.ts';
import { reruns } from './reruns.ts';
import { startup } from './startup.ts';
import { stepCost } from './step-cost.ts';
import { storagePerRecord } from './storage-per-record.ts';
import { unknownLimits } from './unknown-limits.ts';
import { userBlockCalls } from './user-block-calls.ts';
import { userBlockJobs } from './user-block-jobs.ts';

/** Everything that `npm run bench` runs, in this order: P1, P2 … */
export const benchmarks: readonly Benchmark[] = [
  dependentCalls,
  manyInFlight,
  knownLimits,
  unknownLimits,
  engineCost,
  stepCost,
  userBlockCalls,
  userBlockJobs,
  storagePerRecord,
  jobMemory,
  recordsAtScale,
  exportOfMany,
  exportBesideJob,
  reruns,
  apiUnderLoad,
  reload,
  startup,
  nearDuplicates,
];
