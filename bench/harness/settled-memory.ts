import { setTimeout as sleep } from 'node:timers/promises';

const MB = 1024 ** 2;
const TURNS = 5;

/** Memory of this process right after a collection, in MB. */
export interface SettledMemory {
  /** What is in use: objects and what they hold outside of the heap. */
  alive: number;
  /** What the system has given, free pages of libraries too. */
  resident: number;
}

/**
 * Collects garbage, and with it the free pages that V8 keeps for new objects: those it gives back only
 * as its last resort. Stops all else meanwhile. Needs `--expose-gc`.
 */
export function settle(): SettledMemory {
  globalThis.gc?.({ flavor: 'last-resort' });
  const { heapUsed, external, rss } = process.memoryUsage();
  return { alive: (heapUsed + external) / MB, resident: rss / MB };
}

/**
 * Resident MB without garbage, which goes in several turns, since what is freed in one leaves more to
 * the next. The lowest counts: a process at work makes garbage between them.
 */
export async function settledMb(): Promise<number> {
  let lowest = Infinity;
  for (let turn = 0; turn < TURNS; turn += 1) {
    lowest = Math.min(lowest, settle().resident);
    await sleep(100);
  }
  return lowest;
}
