import {
  addCost,
  addUsage,
  emptyUsage,
  type JsonObject,
  type PipelineDefinition,
  type Preview,
  type PreviewResult,
  type Problem,
} from '@datagenflow/contracts';
import {
  checkSeeds,
  OpenPipeline,
  runTree,
  skippedSteps,
  type CompiledPipeline,
  type ExecutionRun,
  type Leaf,
  type RunEnvironment,
} from '@datagenflow/engine';
import { compile } from './compile.js';
import { estimate, type Sample } from './estimate.js';
import { directEnvironment, directStart, type ExecutionParts } from './run-directly.js';

/** Most branches of each multiplier that are run. */
const MAX_BRANCHES = 5;

/** What to run, storing nothing. */
export interface PreviewRun {
  /** The pipeline, or of one step only that step. */
  definition: PipelineDefinition;
  /** What blocks are told; 0 for a definition that is not stored. */
  pipelineId: number;
  /** What each execution starts from: the seed’s values, and what was written before. */
  starts: { metadata: JsonObject; written: JsonObject }[];
  /** Place of its first step in the whole pipeline, counted from 0. */
  firstStep: number;
  /** Seeds of the whole file; undefined: nothing is estimated. */
  totalSeeds: number | undefined;
  concurrency: number;
}

/** Runs a few seeds now. What is wrong with the pipeline comes back as problems, and nothing runs. */
export async function previewPipeline(
  parts: ExecutionParts,
  run: PreviewRun,
  signal: AbortSignal,
): Promise<Preview> {
  const { problems, pipeline } = await check(parts, run);
  const nothing = { results: [], skipped_branches: 0, usage: emptyUsage(), cost: 0 };
  if (pipeline === undefined) return { problems, ...nothing, estimate: null };
  const environment = directEnvironment(parts, signal);
  await using open = new OpenPipeline(pipeline, parts.clock);
  const ran = await Promise.all(run.starts.map((_, i) => runSeed(open, run, i, environment)));
  const costs = ran.map(({ cost }) => cost);
  const samples = ran.map(({ sample }) => sample);
  return {
    problems,
    results: ran.flatMap(({ results }) => results),
    skipped_branches: ran.reduce((sum, { skipped }) => sum + skipped, 0),
    usage: ran.map(({ usage }) => usage).reduce(addUsage, emptyUsage()),
    cost: costs.reduce(addCost, 0),
    estimate:
      run.totalSeeds === undefined ? null : estimate(samples, run.totalSeeds, run.concurrency),
  };
}

async function check(
  parts: ExecutionParts,
  { definition, starts, firstStep }: PreviewRun,
): Promise<{ problems: Problem[]; pipeline: CompiledPipeline | undefined }> {
  const { problems, pipeline } = await compile(parts, definition);
  const numbered = starts.map(({ metadata, written }, i) => ({
    number: i + 1,
    metadata: { ...metadata, ...written },
  }));
  const lacking = pipeline === undefined ? [] : checkSeeds(pipeline, numbered);
  return {
    problems: [
      ...problems.filter(isWrong),
      ...lacking,
      ...(pipeline === undefined ? [] : skippedSteps(pipeline)),
    ].map((problem) => ({
      ...problem,
      step: problem.step === null ? null : problem.step + firstStep,
    })),
    pipeline: lacking.length > 0 ? undefined : pipeline,
  };
}

/** What seeds have to bring is for reading, and there are seeds here. */
function isWrong({ severity }: Problem): boolean {
  return severity !== 'information';
}

async function runSeed(
  open: OpenPipeline,
  { pipelineId, starts }: PreviewRun,
  index: number,
  environment: RunEnvironment,
) {
  const { metadata, written } = starts[index] ?? { metadata: {}, written: {} };
  const runs: { run: ExecutionRun; weight: number }[] = [];
  const leaves = await runTree(open, directStart(pipelineId, metadata, written), environment, {
    maxBranches: MAX_BRANCHES,
    onRun: (run, weight) => runs.push({ run, weight }),
  });
  const fans = runs.map(({ run }) => (run.end.status === 'fanned_out' ? run.end.branches : []));
  return {
    results: leaves.map((leaf) => resultOf(index, leaf)),
    skipped: fans.reduce((sum, { length }) => sum + Math.max(0, length - MAX_BRANCHES), 0),
    usage: runs.map(({ run }) => run.usage).reduce(addUsage, emptyUsage()),
    cost: runs.map(({ run }) => run.cost).reduce(addCost, 0),
    sample: runs.map(({ run, weight }) => sampleOf(run, weight)).reduce(addSample),
  };
}

function resultOf(seed_index: number, { branch, state, trace, traceId, run }: Leaf): PreviewResult {
  const { end } = run;
  if (end.status === 'fanned_out') throw new Error('A leaf does not branch');
  const isEarly = end.status !== 'generated';
  return {
    seed_index,
    branch,
    status: end.status,
    reason: isEarly ? end.reason : null,
    step_id: isEarly ? end.step.id : null,
    result: state,
    trace,
    trace_id: traceId,
  };
}

function sampleOf({ end, usage, cost, trace }: ExecutionRun, weight: number): Sample {
  const seconds = trace.reduce((sum, { execution_time }) => sum + execution_time, 0);
  return {
    executions: end.status === 'fanned_out' ? 0 : weight,
    input_tokens: usage.input_tokens * weight,
    output_tokens: usage.output_tokens * weight,
    cached_tokens: usage.cached_tokens * weight,
    cost: cost === null ? null : cost * weight,
    seconds: seconds * weight,
  };
}

function addSample(a: Sample, b: Sample): Sample {
  return {
    executions: a.executions + b.executions,
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    cached_tokens: a.cached_tokens + b.cached_tokens,
    cost: addCost(a.cost, b.cost),
    seconds: a.seconds + b.seconds,
  };
}
