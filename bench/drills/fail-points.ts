import { FAIL_POINTS } from '@datagenflow/contracts';
import { breakExport } from './break-export.ts';
import { breakJobs } from './break-jobs.ts';
import { breakStart } from './break-start.ts';
import type { Drill, DrillOptions, DrillResult } from './drill.ts';

const TIMES = { short: 1, long: 20 };

/** SIGKILL at each named boundary of a commit: before it, within it, after it. */
export const failPoints: Drill = { name: 'fail-points', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const times = isLong ? TIMES.long : TIMES.short;
  const start = performance.now();
  const checks = [
    ...(await breakStart(times)),
    ...(await breakJobs(times, seed)),
    ...(await breakExport(times)),
  ];
  const seconds = Math.round((performance.now() - start) / 1_000);
  return {
    figures: ['R2'],
    checks,
    numbers: { fail_points: FAIL_POINTS.length, times_each: times, seconds },
  };
}
