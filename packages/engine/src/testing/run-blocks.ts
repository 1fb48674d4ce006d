import type { JsonObject, Step } from '@datagenflow/contracts';
import { ManualClock } from '@datagenflow/contracts/testing/clock';
import type { RegisteredBlock } from '@datagenflow/registry';
import { nullCallStore } from '../calls/call-store.js';
import { OpenPipeline } from '../execution/open-pipeline.js';
import type { RunEnvironment } from '../execution/run-environment.js';
import type { ExecutionRun } from '../execution/execution-run.js';
import { runExecution, type ExecutionStart } from '../execution/run-execution.js';
import { compileRunnable } from './compile-blocks.js';
import { ScriptedModels } from './scripted-models.js';

/** Where an execution over `metadata` starts. */
export function startOf(metadata: JsonObject = {}): ExecutionStart {
  return {
    jobId: 1,
    pipelineId: 1,
    traceId: 'trace',
    randomRoot: '42/0/0',
    branch: '',
    metadata,
    written: {},
    startStep: 0,
    attempts: {},
  };
}

/** Surroundings that store nothing. */
export function environmentOf(parts: Partial<RunEnvironment> = {}): RunEnvironment {
  return {
    models: new ScriptedModels(),
    clock: new ManualClock(),
    signal: new AbortController().signal,
    calls: nullCallStore,
    memos: { read: async () => undefined, write: async () => {} },
    constraints: {},
    model: undefined,
    ...parts,
  };
}

/** What one run of blocks needs beside them. */
export interface RunParts extends Partial<RunEnvironment> {
  steps?: Step[];
  metadata?: JsonObject;
  start?: Partial<ExecutionStart>;
}

/** Runs one execution over these blocks, storing nothing. */
export async function runBlocks(
  blocks: readonly RegisteredBlock[],
  { steps, metadata, start, ...parts }: RunParts = {},
): Promise<ExecutionRun> {
  const environment = environmentOf(parts);
  await using open = new OpenPipeline(await compileRunnable(blocks, steps), environment.clock);
  return await runExecution(open, { ...startOf(metadata), ...start }, environment);
}
