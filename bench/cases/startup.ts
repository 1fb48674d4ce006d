import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchServer } from '../drills/launch-server.ts';
import { runDgf } from '../drills/run-dgf.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';

const NODE = 'node -e 0';
const SEEDS = 10;
const limitsMs = { ready: 1_000, job: 1_500 };

/** How long it takes to begin: each command in a process, and with a directory, of its own. */
export const startup: Benchmark = { name: 'startup', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const help: Round[] = [];
  const ready: Round[] = [];
  const job: Round[] = [];
  await timeHelp();
  for (let round = 0; round < (isQuick ? 3 : 15); round += 1) {
    noise.sample();
    const node = await timeNode();
    help.push({ measured: await timeHelp(), against: { [NODE]: node } });
    const since = (limit: number) => ({ 'the limit': limit, [NODE]: node });
    ready.push({ measured: await timeReady(), against: since(limitsMs.ready) });
    job.push({ measured: await timeJob(), against: since(limitsMs.job) });
  }
  const common = { id: 'P14', unit: 'ms' };
  const targets = [{ against: 'the limit', atMost: 1 }];
  return [
    {
      ...common,
      name: '`dgf --help`',
      rounds: help,
      targets: [{ against: NODE, atMost: 5 }],
    },
    { ...common, name: '`dgf start` until it answers, new directory', rounds: ready, targets },
    {
      ...common,
      name: `\`dgf run\` of ${SEEDS} seeds on the demo model, new directory`,
      rounds: job,
      targets,
    },
  ];
}

function timeNode(): Promise<number> {
  return timeOnce(async () => {
    const [code] = await once(spawn(process.execPath, ['-e', '0']), 'exit');
    assert.equal(code, 0);
  });
}

async function timeHelp(): Promise<number> {
  await using directory = await createTemporaryDirectory();
  return await timeOnce(async () => {
    const { output } = await runDgf(directory.path, ['--help']);
    assert.match(output, /USAGE/);
  });
}

async function timeReady(): Promise<number> {
  await using directory = await createTemporaryDirectory();
  const start = performance.now();
  await using server = launchServer(directory.path);
  const url = await server.ready;
  const ms = performance.now() - start;
  assert(url, 'the server has ended before it answered');
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  assert.equal((await server.stop()).code, 0);
  return ms;
}

async function timeJob(): Promise<number> {
  await using directory = await createTemporaryDirectory();
  const seeds = Array.from({ length: SEEDS }, (_, n) => ({ metadata: { topic: `topic ${n}` } }));
  const at = (name: string): string => path.join(directory.path, name);
  await writeFile(at('seeds.json'), JSON.stringify(seeds));
  await writeFile(
    at('flow.yaml'),
    'name: Ask\nblocks:\n  - type: TextGenerator\n    config: { user_prompt: "About {{ topic }}" }\n',
  );
  const ms = await timeOnce(async () => {
    const args = ['run', 'flow.yaml', 'seeds.json', '-o', 'out.jsonl'];
    const { code, output } = await runDgf(directory.path, args);
    assert.equal(code, 0, output);
  });
  const lines = (await readFile(at('out.jsonl'), 'utf8')).trim().split('\n');
  assert.equal(lines.length, SEEDS);
  return ms;
}
