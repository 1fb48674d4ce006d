import { canonicalJson, ValidationError, type JsonObject, type Json } from '@datagenflow/contracts';
import type { JobRecord } from '../block/job-record.js';
import type { BlockContext } from '../context/block-context.js';
import { checkBranches, checkOutput, type DeclaredOutput } from '../host/check-output.js';
import { checkJson } from '../host/freeze-json.js';
import type { BlockInstance } from '../host/instantiate.js';
import { runStep } from '../host/run-step.js';
import type { BlockProblem } from './block-report.js';
import { createContext } from './create-context.js';
import type { TestModels } from './test-models.js';

/** What the runs of one check share. */
export interface RunPlan {
  declared: DeclaredOutput & { is_multiplier: boolean };
  state: JsonObject;
  /** The state or the models are made up, so that a failed run proves nothing. */
  isSample: boolean;
  llm: (() => TestModels) | undefined;
  /** How long a run may take. */
  timeoutMs: number;
  /** How long a cancelled run may take to end. */
  graceMs: number;
}

const OUTPUT_CODES = ['not_json', 'not_a_list', 'output_too_large', 'undeclared_output'];

/** Runs two instances, compares them, and cancels a third. */
export async function checkRuns(open: () => BlockInstance, plan: RunPlan): Promise<BlockProblem[]> {
  const first = await runOnce(open, plan);
  if (first.problem !== undefined) return [first.problem];
  const problems: BlockProblem[] = [];
  const second = await runOnce(open, plan);
  if (second.text !== first.text) {
    problems.push({
      rule: 'repeatable',
      severity: 'error',
      message:
        'Two instances gave different results for the same input. Draw from context.random, and ' +
        'keep no results in `this`.',
    });
  }
  if (!(await endsWhenCancelled(open, plan))) {
    problems.push({
      rule: 'cancellable',
      severity: 'error',
      message: `It did not end within ${plan.graceMs} ms of being cancelled. Pass context.signal on.`,
    });
  }
  return problems;
}

async function runOnce(
  open: () => BlockInstance,
  plan: RunPlan,
): Promise<{ text?: string; problem?: BlockProblem }> {
  const abort = new AbortController();
  const instance = open();
  const llm = plan.llm?.();
  const context = createContext({ state: plan.state, signal: abort.signal, ...(llm && { llm }) });
  try {
    await instance.setup();
    const output = await within(plan.timeoutMs, collect(instance, context, plan));
    if (output === LATE) throw new Error(`it did not end within ${plan.timeoutMs} ms`);
    return { text: canonicalJson(output) };
  } catch (error) {
    return { problem: explain(error, plan.isSample) };
  } finally {
    abort.abort(new Error('ended by checkBlock'));
    await instance.dispose();
  }
}

const LATE = Symbol('late');

/** What the promise gives, or `LATE` when it takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  instance: BlockInstance,
  context: BlockContext,
  plan: RunPlan,
): Promise<Json> {
  if (instance.finish === undefined) {
    const result = await runStep(instance, context);
    if (result.kind === 'dropped') return { dropped: result.reason };
    const check = plan.declared.is_multiplier ? checkBranches : checkOutput;
    return check(result.output, plan.declared, checkJson);
  }
  const patches: Json[] = [];
  for await (const patch of instance.finish(sampleRecords(plan.state), context)) {
    checkOutput(patch.fields ?? {}, plan.declared, checkJson);
    patches.push(patch as unknown as Json);
  }
  return patches;
}

async function* sampleRecords(state: JsonObject): AsyncGenerator<JobRecord> {
  for (const index of [0, 1]) {
    yield {
      record_id: index + 1,
      seed_index: index,
      repetition: 0,
      branch: '',
      metadata: structuredClone(state),
      fields: structuredClone(state),
    };
  }
}

function explain(error: unknown, isSample: boolean): BlockProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TypeError && /read only|not extensible|delete property/i.test(message)) {
    return {
      rule: 'state_unchanged',
      severity: 'error',
      message: `It changes the state or its config (${message}). Copy what you change.`,
    };
  }
  if (error instanceof ValidationError && OUTPUT_CODES.includes(error.code)) {
    return { rule: 'output', severity: 'error', message };
  }
  return {
    rule: 'runs',
    severity: isSample ? 'warning' : 'error',
    message: isSample
      ? `It could not be run with made-up input (${message}). Pass config, state and llm.`
      : `It failed: ${message}`,
  };
}

async function endsWhenCancelled(open: () => BlockInstance, plan: RunPlan): Promise<boolean> {
  const abort = new AbortController();
  const instance = open();
  const context = createContext({
    state: plan.state,
    llm: silentModels(abort.signal),
    signal: abort.signal,
  });
  await instance.setup();
  const ended = collect(instance, context, plan).then(
    () => true,
    () => true,
  );
  await new Promise((resolve) => setTimeout(resolve, 0));
  abort.abort(new Error('cancelled by checkBlock'));
  const hasEnded = await within(plan.graceMs, ended);
  await instance.dispose();
  return hasEnded !== LATE;
}

/** Models that answer nothing until the signal ends the call. */
function silentModels(signal: AbortSignal): TestModels {
  const wait = (): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  return { chat: wait, generate: wait, embed: wait };
}
