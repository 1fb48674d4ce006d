import { breakExport } from './support/break-export.ts';
import { breakJobs } from './support/break-jobs.ts';
import { breakStart } from './support/break-start.ts';
import type { Drill, DrillOptions, DrillResult } from './drill.ts';

const TIMES = { short: 1, long: 20 };

/**
 * SIGKILL at the named boundaries: before and after each kind of commit, within that of a migration.
 * Those of an installation are not among them; a test kills there.
 */
export const failPoints: Drill = { name: 'fail-points', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const times = isLong ? TIMES.long : TIMES.short;
  const start = performance.now();
  const parts = [await breakStart(times), await breakJobs(times, seed), await breakExport(times)];
  const seconds = Math.round((performance.now() - start) / 1_000);
  return {
    figures: ['R2'],
    checks: parts.flatMap(({ checks }) => checks),
    numbers: {
      boundaries: parts.flatMap(({ points }) => points).length,
      times_each: times,
      kills: parts.reduce((sum, { kills }) => sum + kills, 0),
      seconds,
    },
  };
}
