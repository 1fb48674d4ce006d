import type { Drill } from './drill.ts';
import { buying } from './buying.ts';
import { commits } from './commits.ts';
import { diskFull } from './disk-full.ts';
import { exportBesideRun } from './export-beside-run.ts';
import { failPoints } from './fail-points.ts';
import { firstBlock } from './first-block.ts';
import { foreignLock } from './foreign-lock.ts';
import { fuzz } from './fuzz.ts';
import { heldLoad } from './held-load.ts';
import { hostileBlocks } from './hostile-blocks.ts';
import { kills } from './kills.ts';
import { manyRecords } from './many-records.ts';
import { providerDown } from './provider-down.ts';
import { reloadStorm } from './reload-storm.ts';
import { sameRecords } from './same-records.ts';
import { stalledReaders } from './stalled-readers.ts';
import { twoServers } from './two-servers.ts';
import { wrongKey } from './wrong-key.ts';

/** All drills, in the order they run. */
export const drills: readonly Drill[] = [
  kills,
  twoServers,
  failPoints,
  stalledReaders,
  manyRecords,
  exportBesideRun,
  fuzz,
  foreignLock,
  diskFull,
  providerDown,
  wrongKey,
  sameRecords,
  buying,
  commits,
  firstBlock,
  heldLoad,
  reloadStorm,
  hostileBlocks,
];
