import { settledMb } from './settled-memory.ts';
import { watchBlocks } from './watched-blocks.ts';

const WARM_UP = 20;

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
    if (version === WARM_UP) before = await settledMb();
  }
  process.send?.((await settledMb()) - before);
  process.disconnect();
}
