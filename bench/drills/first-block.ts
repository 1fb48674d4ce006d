import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BaseBlock, block, type BlockContext } from '@datagenflow/block-sdk';
import { inProcessBlock } from '@datagenflow/registry';
import { createPipeline, startJob } from '@datagenflow/runtime';
import { openSystem } from '../harness/open-system.ts';
import { quantile } from '../harness/statistics.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { topics } from './support/drill-job.ts';
import { expectEqual, type Drill, type DrillOptions, type DrillResult } from './drill.ts';

const WARM_UP = 20;

/** How long after a job is stored the first block of it starts. */
export const firstBlock: Drill = { name: 'first-block', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const jobs = isLong ? 2_000 : 100;
  await using directory = await createTemporaryDirectory();
  await using runtime = await openSystem({ directory: directory.path });
  const starts: { topic: string; at: number }[] = [];
  const note = noteStart((topic) => starts.push({ topic, at: performance.now() }));
  runtime.registry.register(inProcessBlock(note, { source: 'builtin', type: 'NoteStart' }));
  const definition = { name: 'Drill', blocks: [{ type: 'NoteStart' }] };
  const { id: pipelineId } = await createPipeline(runtime, definition);
  const toStored: number[] = [];
  const toStart: number[] = [];
  let completed = 0;
  for (let at = 0; at < WARM_UP + jobs; at += 1) {
    const seeds = topics(1);
    const file = path.join(runtime.config.dataDir, 'uploads', `${at}.json`);
    await writeFile(file, JSON.stringify(seeds));
    const sentAt = performance.now();
    const { id } = await startJob(runtime, pipelineId, { path: file, fileName: 'seeds.json' }, {});
    const storedAt = performance.now();
    const { status } = await runtime.runner.finished(id);
    if (at < WARM_UP) continue;
    if (status === 'completed') completed += 1;
    toStored.push(storedAt - sentAt);
    toStart.push((starts.at(-1)?.at ?? Infinity) - storedAt);
  }
  return {
    figures: ['R7'],
    checks: [
      expectEqual('each job completes', completed, jobs),
      expectEqual('with one start of its block', starts.length, WARM_UP + jobs),
    ],
    numbers: {
      jobs,
      stored_ms: describe(toStored),
      block_start_ms: describe(toStart),
      block_start_target_ms: { p50: 2, p99: 10, most: 50 },
    },
  };
}

function noteStart(note: (topic: string) => void) {
  return block(
    class extends BaseBlock.define({
      name: 'Note Start',
      description: 'Tells when it starts',
      inputs: ['topic'],
      outputs: [],
    }) {
      async execute(context: BlockContext) {
        note(context.get('topic', ''));
        return {};
      }
    },
  );
}

function describe(values: readonly number[]) {
  const at = (share: number): number => Math.round(quantile(values, share) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
