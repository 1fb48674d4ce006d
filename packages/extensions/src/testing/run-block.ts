import type { BlockPass, BlockPorts, StepInput, StepResult } from '@datagenflow/block-sdk/host';
import { emptyUsage, type JsonObject, type LogLine } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import type { LoadedExtensions } from '../load-extensions.js';

/** One execution, in tests. */
export interface RunOptions {
  config?: JsonObject;
  state?: JsonObject;
  ports?: Partial<BlockPorts>;
  signal?: AbortSignal;
  /** Gives the signal of a pass’s own time, when it begins. */
  deadline?: () => AbortSignal;
  /** Called for each pass. */
  onConnect?(): void;
}

/** Finds a block by type. */
export function findBlock({ blocks }: LoadedExtensions, type: string): RegisteredBlock {
  const found = blocks.find(({ info }) => info.type === type);
  if (found === undefined) throw new Error(`No block ${type}.`);
  return found;
}

/** Opens a block, runs it once, closes it. */
export async function runBlock(
  block: RegisteredBlock,
  options: RunOptions = {},
): Promise<StepResult> {
  await using open = await block.open(options.config ?? {});
  const cancel = options.signal ?? new AbortController().signal;
  return await open.execute(
    stepInput(options.state),
    () => {
      options.onConnect?.();
      const signal = AbortSignal.any([cancel, ...(options.deadline ? [options.deadline()] : [])]);
      return { ports: { ...silentPorts, ...options.ports }, signal };
    },
    cancel,
  );
}

/** A pass that reaches nothing and has all the time there is. */
export function silentPass(): BlockPass {
  return { ports: silentPorts, signal: new AbortController().signal };
}

/** What an execution starts from. */
export function stepInput(state: JsonObject = {}): StepInput {
  return {
    state,
    metadata: {},
    jobId: 1,
    pipelineId: 1,
    traceId: 'trace',
    stepId: 'step',
    attempt: 1,
    randomKey: 'key',
    constraints: {},
    usage: emptyUsage(),
  };
}

/** Ports that collect log lines. */
export function collectLogs(): { lines: LogLine[]; ports: Partial<BlockPorts> } {
  const lines: LogLine[] = [];
  return { lines, ports: { log: (line) => lines.push(line) } };
}

const refuse = async (): Promise<never> => {
  throw new Error('This test has no model.');
};

const silentPorts: BlockPorts = {
  chat: refuse,
  generate: refuse,
  embed: refuse,
  readMemo: async () => undefined,
  writeMemo: async () => undefined,
  log: () => undefined,
};
