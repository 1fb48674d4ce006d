import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchServer } from '../drills/support/launch-server.ts';
import { runDgf } from '../drills/support/run-dgf.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeOnce } from '../harness/time.ts';

const NODE = 'node -e 0';
const SEEDS = 10;
const limitsMs = { ready: 1_000, job: 1_500 };

/**
 * How long it takes to begin: each command in a process, and with a directory, of its own. Node keeps
 * what it has compiled, as it does for users; what the very first start takes is told too.
 */
export const startup: Benchmark = { name: 'startup', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using first = await createTemporaryDirectory();
  await using later = await createTemporaryDirectory();
  const env = { NODE_COMPILE_CACHE: later.path };
  const figures: Record<'help' | 'first' | 'ready' | 'job', Round[]> = {
    help: [],
    first: [],
    ready: [],
    job: [],
  };
  await timeHelp(env);
  await timeReady(env);
  for (let round = 0; round < (isQuick ? 3 : 15); round += 1) {
    noise.sample();
    const node = await timeNode();
    const since = (limit: number) => ({ 'the limit': limit, [NODE]: node });
    const NODE_COMPILE_CACHE = path.join(first.path, String(round));
    figures.help.push({ measured: await timeHelp(env), against: { [NODE]: node } });
    figures.first.push({
      measured: await timeReady({ NODE_COMPILE_CACHE }),
      against: { [NODE]: node },
    });
    figures.ready.push({ measured: await timeReady(env), against: since(limitsMs.ready) });
    figures.job.push({ measured: await timeJob(env), against: since(limitsMs.job) });
  }
  const common = { id: 'P14', unit: 'ms' };
  const targets = [{ against: 'the limit', atMost: 1 }];
  const start = '`dgf start` until it answers, new directory';
  return [
    {
      ...common,
      name: '`dgf --help`',
      rounds: figures.help,
      targets: [{ against: NODE, atMost: 5 }],
    },
    { ...common, name: start, rounds: figures.ready, targets },
    { ...common, name: `the very first ${start}`, rounds: figures.first, targets: [] },
    {
      ...common,
      name: `\`dgf run\` of ${SEEDS} seeds on the demo model, new directory`,
      rounds: figures.job,
      targets,
    },
  ];
}

type Env = Record<string, string>;

function timeNode(): Promise<number> {
  return timeOnce(async () => {
    const [code] = await once(spawn(process.execPath, ['-e', '0']), 'exit');
    assert.equal(code, 0);
  });
}

async function timeHelp(env: Env): Promise<number> {
  await using directory = await createTemporaryDirectory();
  return await timeOnce(async () => {
    const { output } = await runDgf(directory.path, ['--help'], env);
    assert.match(output, /USAGE/);
  });
}

async function timeReady(env: Env): Promise<number> {
  await using directory = await createTemporaryDirectory();
  const start = performance.now();
  await using server = launchServer(directory.path, env);
  const url = await server.ready;
  const ms = performance.now() - start;
  assert(url, 'the server has ended before it answered');
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  assert.equal((await server.stop()).code, 0);
  return ms;
}

async function timeJob(env: Env): Promise<number> {
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
    const { code, output } = await runDgf(directory.path, args, env);
    assert.equal(code, 0, output);
  });
  const lines = (await readFile(at('out.jsonl'), 'utf8')).trim().split('\n');
  assert.equal(lines.length, SEEDS);
  return ms;
}
