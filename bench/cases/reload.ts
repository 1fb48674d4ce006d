import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runnerMemoryFlags } from '@datagenflow/runtime';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import type { ReloadOrder } from '../harness/reload-process.ts';
import { timeOnce } from '../harness/time.ts';
import { DEBOUNCE_MS, watchBlocks } from '../harness/watched-blocks.ts';

const BLOCKS = 50;
const limitMs = 150;
const limitMb = 20;

/** How soon a block that was saved can be called, and what saving it often leaves behind. */
export const reload: Benchmark = { name: 'reload', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const loading: Round[] = [];
  const answering: Round[] = [];
  {
    await using watched = await watchBlocks(BLOCKS);
    await watched.save(1);
    for (let round = 0; round < (isQuick ? 5 : 25); round += 1) {
      noise.sample();
      const beyondMs = (await watched.save(round + 2)) - DEBOUNCE_MS;
      const runMs = await timeOnce(() => watched.run(round + 2));
      loading.push({ measured: beyondMs, against: { 'the limit': limitMs } });
      answering.push({ measured: beyondMs + runMs, against: { 'the limit': limitMs } });
    }
  }
  const reloads = isQuick ? 50 : 1_000;
  const grown = await measureGrowth({ blocks: BLOCKS, reloads });
  noise.sample();
  const targets = [{ against: 'the limit', atMost: 1 }];
  const name = `a block of ${BLOCKS} is saved: beyond the debounce, until it can be called`;
  return [
    { id: 'P13', name, unit: 'ms', rounds: loading, targets },
    {
      id: 'P13',
      name: 'the same, until it has answered',
      unit: 'ms',
      rounds: answering,
      targets: [],
    },
    {
      id: 'P13',
      name: `what the process grows by in ${reloads} reloads`,
      unit: 'MB',
      rounds: [{ measured: grown, against: { 'the limit': limitMb } }],
      targets,
    },
  ];
}

/** In a process of its own, with the memory flags of a runner. */
async function measureGrowth(order: ReloadOrder): Promise<number> {
  const program = fileURLToPath(new URL('../harness/reload-process.ts', import.meta.url));
  const child = fork(program, {
    execArgv: [...process.execArgv, ...runnerMemoryFlags, '--expose-gc'],
  });
  const answer = once(child, 'message');
  const gone = once(child, 'exit');
  child.send(order);
  const ended = await Promise.race([answer, gone.then(() => undefined)]);
  await gone;
  assert(ended, 'the process has ended without an answer');
  return Math.max(0, ended[0] as number);
}
