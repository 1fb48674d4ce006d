import type { Drill } from './drill.ts';
import { failPoints } from './fail-points.ts';
import { kills } from './kills.ts';
import { manyRecords } from './many-records.ts';
import { stalledReaders } from './stalled-readers.ts';
import { twoServers } from './two-servers.ts';

/** All drills, in the order they run. */
export const drills: readonly Drill[] = [
  kills,
  twoServers,
  failPoints,
  stalledReaders,
  manyRecords,
];
