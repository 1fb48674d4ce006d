import { randomInt, randomUUID } from 'node:crypto';
import type { Clock, Json, JsonObject, ModelClient } from '@datagenflow/contracts';
import { nullCallStore, type ExecutionStart, type RunEnvironment } from '@datagenflow/engine';
import type { CompileParts } from './compile.js';

/** What running works with. */
export interface ExecutionParts extends CompileParts {
  models: ModelClient;
  clock: Clock;
  scrub?: RunEnvironment['scrub'];
  observer?: RunEnvironment['observer'];
}

/** An execution of no job, at its beginning. `pipelineId` 0: the definition is not stored. */
export function directStart(
  pipelineId: number,
  metadata: JsonObject,
  written: JsonObject = {},
): ExecutionStart {
  return {
    jobId: 0,
    pipelineId,
    traceId: randomUUID(),
    randomRoot: `${randomInt(2 ** 32)}/0/0`,
    branch: '',
    metadata,
    written,
    startStep: 0,
    attempts: {},
  };
}

/** Surroundings in which nothing is stored and no limit applies; memos live as long as they do. */
export function directEnvironment(
  { models, clock, scrub, observer }: Omit<ExecutionParts, keyof CompileParts>,
  signal: AbortSignal,
): RunEnvironment {
  const memos = new Map<string, Json>();
  return {
    models,
    clock,
    signal,
    calls: nullCallStore,
    memos: {
      read: (key) => Promise.resolve(memos.get(key)),
      write: (key, value) => {
        if (!memos.has(key)) memos.set(key, value);
        return Promise.resolve();
      },
    },
    constraints: {},
    model: undefined,
    scrub,
    observer,
  };
}
