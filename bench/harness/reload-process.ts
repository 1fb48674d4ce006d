import { setTimeout as sleep } from 'node:timers/promises';
import { watchBlocks } from './watched-blocks.ts';

const WARM_UP = 20;
const MB = 2 ** 20;

/** What a process is told to do, and answers. */
export interface ReloadOrder {
  blocks: number;
  reloads: number;
}

/** Saves a block so many times, runs each version, and sends the MB that this process grew by. */
process.once('message', (order: ReloadOrder) => void measure(order));

async function measure({ blocks, reloads }: ReloadOrder): Promise<void> {
  await using watched = await watchBlocks(blocks);
  let before = 0;
  for (let version = 1; version <= WARM_UP + reloads; version += 1) {
    await watched.save(version);
    await watched.run(version);
    if (version === WARM_UP) before = await residentMb();
  }
  process.send?.((await residentMb()) - before);
  process.disconnect();
}

/**
 * Without garbage, which goes in several turns, since what is freed in one leaves more to the next,
 * and without the free pages that V8 keeps for new objects: those it gives back only as its last
 * resort.
 */
async function residentMb(): Promise<number> {
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.({ flavor: 'last-resort' });
    await sleep(100);
  }
  return process.memoryUsage.rss() / MB;
}
