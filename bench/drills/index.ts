import type { Drill } from './drill.ts';
import { kills } from './kills.ts';
import { twoServers } from './two-servers.ts';

/** All drills, in the order they run. */
export const drills: readonly Drill[] = [kills, twoServers];
