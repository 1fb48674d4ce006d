import type { JsonObject, LogLine, Usage } from '@datagenflow/contracts';
import type { BlockContext } from '../context/block-context.js';
import { blockLabel } from '../block/block-type.js';
import { checkBranches, checkOutput } from '../host/check-output.js';
import { checkJson, freezeJson } from '../host/freeze-json.js';
import { instantiate } from '../host/instantiate.js';
import { readDefinition } from '../host/read-definition.js';
import { runStep } from '../host/run-step.js';
import { createContext, type TestContextOptions } from './create-context.js';

/** How to run a block once. */
export interface RunBlockOptions<Config> extends Omit<TestContextOptions, 'onLog'> {
  config?: Config;
}

/** What a run gave. */
export interface BlockRun<Output> {
  /** Undefined when the block dropped the execution. */
  output: Output | undefined;
  /** Reason given to `context.drop`; undefined when it was not called. */
  dropped: string | undefined;
  logs: LogLine[];
  usage: Usage;
}

/**
 * Runs a block as the engine does: config checked, `setup`, `execute`, output checked, `dispose`.
 * @throws ConfigError, ValidationError, or what the block throws.
 */
export async function runBlock<Config extends object, Output>(
  blockClass: new (config?: Config) => { execute(context: BlockContext): Promise<Output> },
  options: RunBlockOptions<NoInfer<Config>> = {},
): Promise<BlockRun<Output>> {
  const { config, ...rest } = options;
  const logs: LogLine[] = [];
  const context = createContext({ ...rest, onLog: (line) => logs.push(line) });
  const definition = readDefinition(blockClass, blockLabel(blockClass));
  const instance = instantiate(blockClass, config as unknown as JsonObject);
  await instance.setup();
  try {
    const result = await runStep(instance, context);
    if (result.kind === 'dropped') {
      return { output: undefined, dropped: result.reason, logs, usage: context.usage };
    }
    const check = definition.is_multiplier ? checkBranches : checkOutput;
    const outputs = instance.describeOutputs(instance.config);
    const checked = check(result.output, { ...definition, outputs }, checkJson);
    const output = freezeJson(structuredClone(checked));
    return { output: output as Output, dropped: undefined, logs, usage: context.usage };
  } finally {
    await instance.dispose();
  }
}
