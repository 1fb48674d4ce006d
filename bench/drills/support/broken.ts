import type { FailPointName } from '@datagenflow/contracts';
import type { Check } from '../drill.ts';

/** What was killed, and what came of it. */
export interface Broken {
  points: readonly FailPointName[];
  /** Processes that died by SIGKILL where they should. */
  kills: number;
  checks: Check[];
}
