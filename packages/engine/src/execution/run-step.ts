import type { BlockPorts, StepInput, StepResult } from '@datagenflow/block-sdk/host';
import {
  BlockExecutionError,
  DataGenFlowError,
  type Failure,
  type JsonObject,
  type LogLine,
} from '@datagenflow/contracts';
import { StepCalls } from '../calls/step-calls.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { checkBranches, checkOutput } from './check-output.js';
import { connectBlock } from './connect-block.js';
import type { OpenPipeline } from './open-pipeline.js';
import type { RunEnvironment } from './run-environment.js';
import { StepDeadline } from './step-deadline.js';

/** How a step ended. */
export type StepEnd =
  | { status: 'ok'; output: JsonObject }
  | { status: 'fanned_out'; branches: JsonObject[] }
  | { status: 'filtered'; reason: string }
  | { status: 'failed'; failure: Failure };

/** How a step ended, and what it took. */
export interface StepRun {
  end: StepEnd;
  calls: StepCalls[];
  logs: LogLine[];
  /** Seconds, waiting included, retries too. */
  executionTime: number;
  attempts: number;
}

/** Runs one step, again when it fails and its retry says so. Throws only when cancelled. */
export async function runStep(
  step: CompiledStep,
  open: OpenPipeline,
  input: StepInput,
  environment: RunEnvironment,
): Promise<StepRun> {
  const { clock, signal } = environment;
  const startedAt = clock.now();
  const run: StepRun = {
    end: { status: 'filtered', reason: '' },
    calls: [],
    logs: [],
    executionTime: 0,
    attempts: 0,
  };
  for (let pause = step.retry.backoff_ms; ; pause *= 2) {
    run.end = await tryStep(step, open, { ...input, attempt: input.attempt + run.attempts }, environment, run);
    run.attempts += 1;
    if (run.end.status !== 'failed' || run.attempts >= step.retry.attempts) break;
    await clock.sleep(pause, signal);
  }
  run.executionTime = (clock.now() - startedAt) / 1000;
  return run;
}

async function tryStep(
  step: CompiledStep,
  open: OpenPipeline,
  input: StepInput,
  environment: RunEnvironment,
  run: StepRun,
): Promise<StepEnd> {
  using deadline = new StepDeadline(environment.clock, step.timeoutMs, environment.signal);
  const connect = (): BlockPorts => {
    const calls = new StepCalls(environment.calls, step.id, input.attempt);
    run.calls[input.attempt - 1] = calls;
    return connectBlock(step, environment, calls, deadline, run.logs);
  };
  try {
    const block = await deadline.exclude(() => open.block(step));
    const result = await orAborted(block.execute(input, connect, deadline.signal), deadline.signal);
    return endOf(step, result);
  } catch (error) {
    environment.signal.throwIfAborted();
    return { status: 'failed', failure: failureOf(step, error) };
  }
}

/** A block that ignores its signal is left behind. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function endOf(step: CompiledStep, result: StepResult): StepEnd {
  if (result.kind === 'dropped') return { status: 'filtered', reason: result.reason };
  return step.description.is_multiplier
    ? { status: 'fanned_out', branches: checkBranches(step, result.output) }
    : { status: 'ok', output: checkOutput(step, result.output) };
}

/** What a block threw, wrapped once: with the block, the step and a code. */
function failureOf(step: CompiledStep, error: unknown): Failure {
  const place = { block_type: step.type, step: step.index + 1, step_id: step.id };
  if (error instanceof DataGenFlowError) {
    const isOurs = error.code === 'undeclared_output';
    const message = isOurs ? error.message : wrap(step, error.message);
    return { code: error.code, message, detail: { ...error.detail, ...place } as JsonObject };
  }
  const message = error instanceof Error ? error.message : String(error);
  const wrapped = new BlockExecutionError(wrap(step, message), { cause: error });
  return { code: wrapped.code, message: wrapped.message, detail: place };
}

function wrap(step: CompiledStep, message: string): string {
  return `Block '${step.type}' failed at step ${step.index + 1}: ${message}`;
}
