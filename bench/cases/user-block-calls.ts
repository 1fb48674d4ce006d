import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { loadExtensions } from '@datagenflow/extensions';
import { inProcessBlock, type OpenBlock, type RegisteredBlock } from '@datagenflow/registry';
import type { Benchmark, BenchmarkOptions, Figure } from '../harness/benchmark.ts';
import { closedPass, stepInput } from '../harness/call-block.ts';
import { forkEcho, type EchoProcess } from '../harness/fork-echo.ts';
import { growthExponent, median } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeMany } from '../harness/time.ts';
import { Echo } from '../user-blocks/echo.ts';

const blocksDir = fileURLToPath(new URL('../user-blocks', import.meta.url));
const sizes = [4_096, 40_960, 409_600];
const limitUs = 250;

/** What it costs that user blocks run in processes of their own. */
export const userBlockCalls: Benchmark = { name: 'user-block-calls', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using loaded = await loadExtensions({ blocksDir, buildDir: directory.path });
  await using hosted = await findEcho(loaded.blocks).open({});
  await using inProcess = await inProcessBlock(Echo, { source: 'user', type: 'Echo' }).open({});
  await using peer = forkEcho();
  const calls = isQuick ? 500 : 2_000;
  const [smallest = 0] = sizes;

  const measure = async (inFlight: number) => ({
    measured: await perCall(hosted, smallest, calls, inFlight),
    against: {
      'the limit': limitUs,
      'a message to a forked process and back': await perMessage(peer, smallest, calls, inFlight),
      'in process': await perCall(inProcess, smallest, calls, inFlight),
    },
  });
  await measure(50);
  const alone = [];
  const together = [];
  for (let round = 0; round < (isQuick ? 5 : 15); round += 1) {
    noise.sample();
    alone.push(await measure(1));
    together.push(await measure(50));
  }
  const common = { id: 'P6', unit: 'µs', targets: [{ against: 'the limit', atMost: 1 }] };
  const growth = await measureGrowth(hosted, calls / 10);
  return [
    { ...common, name: 'call of a user block, 4 KB in and out', rounds: alone, growth },
    { ...common, name: 'the same with 50 in flight', rounds: together },
  ];
}

async function measureGrowth(hosted: OpenBlock, calls: number) {
  const points = [];
  for (const size of sizes) {
    const costs = [];
    for (let round = 0; round < 5; round += 1) costs.push(await perCall(hosted, size, calls, 1));
    points.push({ size, cost: median(costs) });
  }
  const [from = 0] = sizes;
  return { of: 'bytes', from, to: sizes.at(-1) ?? 0, exponent: growthExponent(points) };
}

/** Microseconds per call. */
async function perCall(
  block: OpenBlock,
  size: number,
  calls: number,
  inFlight: number,
): Promise<number> {
  const input = stepInput({ text: 'x'.repeat(size) });
  const ms = await timeMany(calls, inFlight, async () => {
    const result = await block.execute(input, () => closedPass, closedPass.signal);
    assert(result.kind === 'output');
    assert.equal((result.output as { echo: string }).echo.length, size);
  });
  return (ms * 1_000) / calls;
}

async function perMessage(peer: EchoProcess, size: number, count: number, inFlight: number) {
  const text = 'x'.repeat(size);
  const ms = await timeMany(count, inFlight, async () => {
    assert.equal((await peer.ask(text)).length, size);
  });
  return (ms * 1_000) / count;
}

function findEcho(blocks: readonly RegisteredBlock[]): RegisteredBlock {
  const found = blocks.find(({ info }) => info.type === 'Echo');
  assert(found?.info.available, `Echo is not available: ${found?.info.error}`);
  return found;
}
