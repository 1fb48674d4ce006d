import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { runDgf, type DoneCommand } from './support/run-dgf.ts';

const CONCURRENCIES = [1, 64];

/** A model, a multiplier, random draws, and a job-wide step. */
const pipeline = {
  name: 'Same records',
  blocks: [
    { type: 'MarkdownMultiplierBlock' },
    {
      type: 'Sampler',
      config: { fields: { tone: { type: 'category', values: ['dry', 'warm', 'terse'] } } },
    },
    { type: 'TextGenerator', config: { user_prompt: 'A {{ tone }} text about {{ chunk_text }}.' } },
    { type: 'NearDuplicate', config: { method: 'exact' } },
  ],
};

/** `dgf run` gives the same records whether executions run one by one or 64 at once. */
export const sameRecords: Drill = { name: 'same-records', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const seeds = isLong ? 2_000 : 200;
  const wanted: unknown[] = [];
  const records: string[][] = [];
  for (const concurrency of CONCURRENCIES) {
    const { done, lines } = await runOnce(seeds, concurrency, seed);
    if (done.code !== 0 || lines.length !== 2 * seeds) wanted.push({ done, lines: lines.length });
    records.push(lines);
  }
  const [one = [], many = []] = records;
  return {
    figures: [],
    checks: [
      expectNone('both runs complete with a record for each branch of each seed', wanted),
      expectEqual('their records are the same', many.toSorted(), one.toSorted()),
    ],
    numbers: { seeds, records: one.length, concurrencies: CONCURRENCIES, in_order: isSame() },
  };

  function isSame(): boolean {
    return one.every((line, at) => many[at] === line);
  }
}

/** In a data directory of its own, with the demo model. */
async function runOnce(
  seeds: number,
  concurrency: number,
  randomSeed: number,
): Promise<{ done: DoneCommand; lines: string[] }> {
  await using directory = await createTemporaryDirectory();
  const at = (name: string): string => path.join(directory.path, name);
  await writeFile(at('pipeline.yaml'), JSON.stringify(pipeline));
  await writeFile(at('seeds.json'), JSON.stringify(markdownSeeds(seeds)));
  const limits = ['--concurrency', String(concurrency), '--random-seed', String(randomSeed)];
  const args = ['run', 'pipeline.yaml', 'seeds.json', '-o', 'out.jsonl', ...limits];
  const done = await runDgf(directory.path, args);
  const text = done.code === 0 ? await readFile(at('out.jsonl'), 'utf8') : '';
  return { done, lines: text.trimEnd().split('\n').map(contentOf) };
}

/** What a record holds, without the names that storing it and the time gave it. */
function contentOf(line: string): string {
  const { metadata, accumulated_state } = JSON.parse(line || '{}');
  return JSON.stringify([metadata, accumulated_state]);
}

function markdownSeeds(count: number): object[] {
  return Array.from({ length: count }, (_, number) => ({
    repetitions: 1,
    metadata: { number, file_content: `# One\n\nFirst of ${number}\n\n# Two\n\nSecond` },
  }));
}
