import assert from 'node:assert/strict';
import {
  createPipeline,
  exportLines,
  rerunJob,
  updatePipeline,
  type Runtime,
} from '@datagenflow/runtime';
import type { ExportedRecord, Json, JsonObject } from '@datagenflow/contracts';
import type { Benchmark, BenchmarkOptions, Figure } from '../harness/benchmark.ts';
import { countStates, isText } from '../harness/count-states.ts';
import { openSystem } from '../harness/open-system.ts';
import { checkJob, makeSeeds, runJob } from '../harness/run-job.ts';
import { startProvider, type StartedProvider } from '../harness/start-provider.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';

const length = 4;

/** Whether a rerun after an edit buys exactly the calls that the edit changes. */
export const reruns: Benchmark = { name: 'reruns', run };

async function run({ isQuick, noise }: BenchmarkOptions): Promise<Figure[]> {
  const seeds = isQuick ? 200 : 1_000;
  noise.sample();
  const one = await measure(seeds, async ({ runtime, pipelineId, jobId }) => {
    const edited = seedsOf(seeds, 'edited');
    const { id } = await runJob(runtime, pipelineId, edited, seeds, { reuse: true });
    const before = await readAnswers(runtime, jobId);
    const after = await readAnswers(runtime, id);
    assert.deepEqual(after.slice(1), before.slice(1));
    assert.notDeepEqual(after[0], before[0]);
  });
  const last = await measure(seeds, ({ runtime, pipelineId, jobId }) => {
    const prompts = [...chain.slice(0, -1), `Differently: ${chain.at(-1)}`];
    return edit(runtime, pipelineId, jobId, prompts, seeds, [0, 1, 2]);
  });
  const inserted = await measure(seeds, ({ runtime, pipelineId, jobId }) => {
    const prompts = [...chain.slice(0, 2), 'Beside it: {{ question }}', ...chain.slice(2)];
    return edit(runtime, pipelineId, jobId, prompts, seeds, [0, 1, 3, 4]);
  });
  return [
    figureOf(`one of ${seeds} seeds edited, ${length} calls each`, one, length),
    figureOf(`last prompt of ${length} edited`, last, seeds),
    figureOf('step inserted beside the others', inserted, seeds),
  ];
}

interface Done {
  runtime: Runtime;
  pipelineId: number;
  jobId: number;
}

/** Calls bought by a rerun, in a system whose first job bought all. */
async function measure(seeds: number, rerun: (done: Done) => Promise<void>): Promise<number> {
  await using directory = await createTemporaryDirectory();
  await using provider = await startProvider(0, undefined, { answerLength: 64 });
  await using runtime = await openSystem({ directory: directory.path, endpoint: provider.url });
  const { id: pipelineId } = await createPipeline(runtime, definitionOf(chain));
  const { id: jobId } = await runJob(runtime, pipelineId, seedsOf(seeds), seeds);
  const before = await answered(provider);
  assert.equal(before, seeds * length);
  await rerun({ runtime, pipelineId, jobId });
  return (await answered(provider)) - before;
}

async function edit(
  runtime: Runtime,
  pipelineId: number,
  jobId: number,
  prompts: readonly string[],
  seeds: number,
  /** Steps whose answers are those of the steps before the edit, in their order. */
  stays: readonly number[],
): Promise<void> {
  await updatePipeline(runtime, pipelineId, definitionOf(prompts));
  const { id } = await rerunJob(runtime, jobId);
  await runtime.runner.finished(id);
  await checkJob(runtime, id, seeds);
  const hasAll = (state: Record<string, unknown>): boolean =>
    prompts.every((_, step) => isText(state[`answer_${step}`]));
  assert.equal(await countStates(runtime, id, hasAll), seeds);
  const before = await readAnswers(runtime, jobId);
  const after = await readAnswers(runtime, id);
  assert.deepEqual(
    after.map((answers) => stays.map((step) => answers[step])),
    before.map((answers) => stays.map((_, step) => answers[step])),
  );
}

/** The answers of each record, in the order of seeds and steps; of those bought no two are alike. */
async function readAnswers(runtime: Runtime, jobId: number): Promise<unknown[][]> {
  const answers: unknown[][] = [];
  for await (const page of exportLines(runtime, { job_id: jobId })) {
    for (const line of page.trimEnd().split('\n')) {
      const { metadata, accumulated_state: state } = JSON.parse(line) as ExportedRecord;
      const fields = Object.keys(state).filter((field) => field.startsWith('answer_'));
      const index = Number(/\d+/.exec((metadata as Asked).question)?.[0]);
      answers[index] = fields.toSorted().map((field) => state[field]);
    }
  }
  return answers;
}

interface Asked extends JsonObject {
  question: string;
}

/** Each but the first reads the answer before it. */
const chain = [
  'First: {{ question }}',
  'Second: {{ answer_0 }}',
  'Third: {{ question }} {{ answer_0 }}',
  'Fourth: {{ question }} {{ answer_1 }}',
];

function definitionOf(prompts: readonly string[]): Json {
  const blocks = prompts.map((user_prompt, step) => ({
    type: 'TextGenerator',
    config: { user_prompt },
    outputs: { assistant: `answer_${step}`, system: `system_${step}`, user: `user_${step}` },
  }));
  return { name: 'Chain', blocks };
}

function seedsOf(count: number, firstWord = 'what') {
  return makeSeeds(count, (index) => ({
    question: `${index === 0 ? firstWord : 'what'} is ${index}?`,
  }));
}

async function answered(provider: StartedProvider): Promise<number> {
  return (await provider.readCounters()).answered;
}

function figureOf(name: string, bought: number, affected: number): Figure {
  return {
    id: 'P11',
    name: `rerun: ${name}`,
    unit: 'calls',
    rounds: [{ measured: bought, against: { 'the calls affected': affected } }],
    targets: [{ against: 'the calls affected', atMost: 1, atLeast: 1 }],
  };
}
