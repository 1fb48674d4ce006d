import type { Clock, Constraints, Json, ModelClient, TraceDelta } from '@datagenflow/contracts';
import type { CallStore } from '../calls/call-store.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import type { ExecutionObserver } from './execution-observer.js';

/** What surrounds an execution. */
export interface RunEnvironment {
  models: ModelClient;
  /** Where its calls queue at a model; absent: beside all others that name none. */
  lane?: string;
  clock: Clock;
  /** Aborting cancels the execution: it ends with the signal’s reason, nothing of it counts. */
  signal: AbortSignal;
  calls: CallStore;
  memos: MemoStore;
  constraints: Constraints;
  /** Model of the steps that name none; absent: the default one. */
  model: string | undefined;
  /** Told when a step starts, and what those before it did. What it promises is awaited first. */
  onStep?: (step: CompiledStep, trace: readonly TraceDelta[]) => Promise<unknown> | undefined;
  /** Takes secrets out of what blocks log and throw; absent: it is kept as it is. */
  scrub?: ((text: string) => string) | undefined;
  observer?: ExecutionObserver | undefined;
}

/** What `context.memo` keeps, by a key that covers block, version, name and input. */
export interface MemoStore {
  read(key: string): Promise<Json | undefined>;
  /** Keeps a value, unless there is one. */
  write(key: string, value: Json): Promise<void>;
}
