import {
  orAborted,
  type BlockPass,
  type StepInput,
  type StepResult,
} from '@datagenflow/block-sdk/host';
import type { Failure, JsonObject, LogLine } from '@datagenflow/contracts';
import { StepCalls } from '../calls/step-calls.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import { connectBlock } from './connect-block.js';
import { failureOf } from './failure-of.js';
import type { OpenPipeline } from './open-pipeline.js';
import { retryPause } from './retry-pause.js';
import type { RunEnvironment } from './run-environment.js';
import { StepDeadline } from './step-deadline.js';
import { StepLog } from './step-log.js';
import { takeBranches, takeOutput } from './take-output.js';

/** How a step ended. */
export type StepEnd =
  | { status: 'ok'; output: JsonObject }
  | { status: 'fanned_out'; branches: JsonObject[] }
  | { status: 'filtered'; reason: string }
  | { status: 'failed'; failure: Failure };

/** How a step ended, and what it took. */
export interface StepRun {
  end: StepEnd;
  /** One per attempt that got as far as to run the block. */
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
  const { clock, signal, scrub } = environment;
  const startedAt = clock.now();
  const calls: StepCalls[] = [];
  const log = new StepLog(scrub);
  for (let attempts = 1; ; attempts += 1) {
    const tried = { ...input, attempt: input.attempt + attempts - 1 };
    const end = await tryStep(step, open, tried, environment, calls, log);
    if (end.status !== 'failed' || attempts >= step.retry.attempts) {
      const executionTime = (clock.now() - startedAt) / 1000;
      return { end, calls, logs: log.lines, executionTime, attempts };
    }
    await clock.sleep(retryPause(step, attempts), signal);
  }
}

async function tryStep(
  step: CompiledStep,
  open: OpenPipeline,
  input: StepInput,
  environment: RunEnvironment,
  calls: StepCalls[],
  log: StepLog,
): Promise<StepEnd> {
  const { clock, signal } = environment;
  let own: StepCalls | undefined;
  let deadline: StepDeadline | undefined;
  const connect = (): BlockPass => {
    deadline?.[Symbol.dispose]();
    deadline = new StepDeadline(clock, step.timeoutMs, signal);
    own = new StepCalls(environment.calls, step.id, input.attempt, (call, answer) =>
      environment.observer?.callSent(input.traceId, step, call, answer),
    );
    const ports = connectBlock(step, environment, own, deadline, log);
    return { ports, signal: deadline.signal };
  };
  try {
    const block = await orAborted(open.block(step), signal);
    return endOf(step, await block.execute(input, connect, signal));
  } catch (error) {
    signal.throwIfAborted();
    environment.observer?.stepThrew(input.traceId, step, error);
    return { status: 'failed', failure: failureOf(step, error, environment.scrub) };
  } finally {
    deadline?.[Symbol.dispose]();
    await own?.settled();
    if (own !== undefined) calls.push(own);
  }
}

function endOf(step: CompiledStep, result: StepResult): StepEnd {
  if (result.kind === 'dropped') return { status: 'filtered', reason: result.reason };
  return step.description.is_multiplier
    ? { status: 'fanned_out', branches: takeBranches(step, result.output) }
    : { status: 'ok', output: takeOutput(step, result.output) };
}
