import { setTimeout as sleep } from 'node:timers/promises';

const MB = 1024 ** 2;
const TURNS = 5;

/**
 * Resident MB without garbage, which goes in several turns, since what is freed in one leaves more to
 * the next, and without the free pages that V8 keeps for new objects: those it gives back only as its
 * last resort. Of the turns the lowest counts: a process at work makes garbage between them. Needs
 * `--expose-gc`.
 */
export async function settledMb(turns = TURNS): Promise<number> {
  let lowest = Infinity;
  for (let turn = 0; turn < turns; turn += 1) {
    globalThis.gc?.({ flavor: 'last-resort' });
    lowest = Math.min(lowest, process.memoryUsage.rss());
    await sleep(100);
  }
  return lowest / MB;
}
