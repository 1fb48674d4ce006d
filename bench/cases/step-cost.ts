import assert from 'node:assert/strict';
import { systemClock, type JsonObject } from '@datagenflow/contracts';
import {
  compilePipeline,
  nullCallStore,
  OpenPipeline,
  runExecution,
  type CompiledPipeline,
  type RunEnvironment,
} from '@datagenflow/engine';
import { openSystem } from '../harness/open-system.ts';
import type { Benchmark, BenchmarkOptions, Figure, Round } from '../harness/benchmark.ts';
import { closedPass, stepInput } from '../harness/call-block.ts';
import { copySteps, partsOf } from '../harness/copy-steps.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { timeMany } from '../harness/time.ts';

const steps = 5;
const limitUs = 10;
const signal = new AbortController().signal;
const refuse = (): never => assert.fail('This benchmark calls no model.');
const models = { chat: refuse, generate: refuse, embed: refuse };
const memos = { read: refuse, write: refuse };

/** What the engine adds to each step beyond what the block itself takes. */
export const stepCost: Benchmark = { name: 'step-cost', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  await using directory = await createTemporaryDirectory();
  await using runtime = await openSystem({ directory: directory.path });
  const { registry, schemas } = runtime;
  const options = { catalog: registry.snapshot(), schemas };
  const { pipeline } = await compilePipeline(copySteps(steps), options);
  assert(pipeline);
  await using open = new OpenPipeline(pipeline, systemClock);
  const executions = isQuick ? 4_000 : 20_000;
  const count = executions * steps;

  await timeEngine(open, executions);
  await timeBlocks(open, executions);
  const rounds: Round[] = [];
  for (let round = 0; round < (isQuick ? 5 : 15); round += 1) {
    noise.sample();
    const engineUs = ((await timeEngine(open, executions)) * 1_000) / count;
    const blockUs = ((await timeBlocks(open, executions)) * 1_000) / count;
    rounds.push({
      measured: engineUs - blockUs,
      against: { 'the limit': limitUs, 'the block alone': blockUs },
    });
  }
  const name = 'what the engine adds to a step, 4 KB of state, before it is stored';
  return [{ id: 'P5', name, unit: 'µs', rounds, targets: [{ against: 'the limit', atMost: 1 }] }];
}

/** Milliseconds of so many executions by the engine, one after the other. */
function timeEngine(open: OpenPipeline, executions: number): Promise<number> {
  const environment: RunEnvironment = {
    models,
    clock: systemClock,
    signal,
    calls: nullCallStore,
    memos,
    constraints: {},
    model: undefined,
  };
  const metadata = partsOf(0, steps);
  return timeMany(executions, 1, async () => {
    const done = await runExecution(open, startOf(metadata), environment);
    assert.equal(done.end.status, 'generated');
    assert.equal(done.written['copy_4'], metadata['part_4']);
  });
}

function startOf(metadata: JsonObject) {
  return {
    jobId: 1,
    pipelineId: 1,
    traceId: 'bench',
    randomRoot: 'bench',
    branch: '',
    metadata,
    written: {},
    startStep: 0,
    attempts: {},
  };
}

/** Milliseconds of the same blocks, called as the engine calls them, with nothing around it. */
async function timeBlocks(open: OpenPipeline, executions: number): Promise<number> {
  const blocks = await openBlocks(open.compiled, open);
  const metadata = partsOf(0, steps);
  return timeMany(executions, 1, async () => {
    let state = metadata;
    for (const block of blocks) {
      const result = await block.execute(
        stepInput(state, metadata),
        () => closedPass,
        closedPass.signal,
      );
      assert(result.kind === 'output');
      state = { ...state, ...(result.output as JsonObject) };
    }
    assert.equal(state['copy_4'], metadata['part_4']);
  });
}

function openBlocks({ steps: compiled }: CompiledPipeline, open: OpenPipeline) {
  return Promise.all(compiled.map((step) => open.block(step)));
}
