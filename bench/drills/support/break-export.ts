import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryDirectory } from '../../harness/temporary-directory.ts';
import type { Broken } from './broken.ts';
import { expectNone } from '../drill.ts';
import { runDgf, type DoneCommand } from './run-dgf.ts';

const PIPELINE =
  'name: Export\nblocks:\n  - type: TextGenerator\n    config: { user_prompt: Hello }\n';
const POINTS = ['export.before', 'export.after'] as const;
const SEEDS = 5;
const OLD = 'what was there before\n';

/** Kills `dgf run -o FILE` beside the moment at which the file appears, so many times. */
export async function breakExport(times: number): Promise<Broken> {
  await using directory = await createTemporaryDirectory();
  const at = (name: string): string => path.join(directory.path, name);
  await writeFile(at('pipeline.yaml'), PIPELINE);
  const seeds = Array.from({ length: SEEDS }, (_, n) => ({ repetitions: 1, metadata: { n } }));
  await writeFile(at('seeds.json'), JSON.stringify(seeds));
  const run = (env: Record<string, string>): Promise<DoneCommand> =>
    runDgf(directory.path, ['run', 'pipeline.yaml', 'seeds.json', '-o', 'out.jsonl'], env);
  const wrong: unknown[] = [];
  let kills = 0;
  for (const point of POINTS) {
    for (let time = 0; time < times; time += 1) {
      await writeFile(at('out.jsonl'), OLD);
      const { signal } = await run({ NODE_ENV: 'test', FAILPOINT: `${point}:kill` });
      const left = await readFile(at('out.jsonl'), 'utf8');
      const isRight = point === 'export.before' ? left === OLD : isWhole(left);
      if (signal === 'SIGKILL') kills += 1;
      if (signal !== 'SIGKILL' || !isRight) wrong.push({ point, signal, left });
    }
  }
  await run({});
  const last = await readFile(at('out.jsonl'), 'utf8');
  const checks = [
    expectNone('a file is as it was, or complete, when its writer is killed', wrong),
    expectNone('and is written anew by the next one', isWhole(last) ? [] : [last]),
  ];
  return { points: POINTS, kills, checks };
}

function isWhole(text: string): boolean {
  const lines = text.trimEnd().split('\n');
  return (
    lines.length === SEEDS && lines.every((line) => line.startsWith('{') && line.endsWith('}'))
  );
}
