import {
  canonicalJson,
  emptyUsage,
  type Constraints,
  type Json,
  type JsonObject,
  type LogLine,
} from '@datagenflow/contracts';
import type { BlockContext } from '../context/block-context.js';
import type { BlockPorts } from '../host/block-ports.js';
import { createBlockContext } from '../host/create-block-context.js';
import { scriptedLlm } from './scripted-llm.js';
import type { TestModels } from './test-models.js';

/** What a block is to see in a test. */
export interface TestContextOptions {
  /** Fields known so far. */
  state?: JsonObject;
  /** The seed’s own values; absent: the state. */
  metadata?: JsonObject;
  /** Absent: any call is an error. */
  llm?: TestModels;
  /** What `context.random` starts from. */
  randomKey?: string;
  signal?: AbortSignal;
  constraints?: Constraints;
  attempt?: number;
  /** Takes what the block logs. */
  onLog?: (line: LogLine) => void;
}

/**
 * A context for one call of `execute`, with the memory of one job. State and metadata are copied.
 * @example await new MyBlock({ limit: 3 }).execute(createContext({ state: { text: 'hello' } }))
 */
export function createContext(options: TestContextOptions = {}): BlockContext {
  const state = structuredClone(options.state ?? {});
  return createBlockContext(
    {
      state,
      metadata: structuredClone(options.metadata ?? state),
      jobId: 1,
      pipelineId: 1,
      traceId: 'test',
      stepId: 'step',
      attempt: options.attempt ?? 1,
      randomKey: options.randomKey ?? 'test',
      constraints: options.constraints ?? {},
      usage: emptyUsage(),
    },
    createPorts(options),
    options.signal ?? new AbortController().signal,
  );
}

function createPorts({ llm = scriptedLlm([]), onLog }: TestContextOptions): BlockPorts {
  const memos = new Map<string, Json>();
  return {
    chat: (request) => llm.chat(request),
    generate: (request) => llm.generate(request),
    embed: (request) => llm.embed(request),
    readMemo: async (name, input) => {
      const value = memos.get(canonicalJson([name, input]));
      return value === undefined ? undefined : { value };
    },
    writeMemo: async (name, input, value) => {
      memos.set(canonicalJson([name, input]), value);
    },
    log: (line) => onLog?.(line),
  };
}
