import { freezeJson, type BlockPorts } from '@datagenflow/block-sdk/host';
import type { Json } from '@datagenflow/contracts';
import type { StepCalls } from '../calls/step-calls.js';
import { hashJson } from '../calls/request-hash.js';
import type { CompiledStep } from '../compile/compiled-pipeline.js';
import type { RunEnvironment } from './run-environment.js';
import type { StepDeadline } from './step-deadline.js';
import type { StepLog } from './step-log.js';

/** The ports of one pass of a step: calls are recorded, waiting is not counted. */
export function connectBlock(
  step: CompiledStep,
  environment: RunEnvironment,
  recorder: StepCalls,
  deadline: StepDeadline,
  log: StepLog,
): BlockPorts {
  const { models, memos, lane } = environment;
  const { signal } = deadline;
  const context = { recorder, signal, ...(lane === undefined ? {} : { lane }) };
  const withModel = <T extends { model?: string }>(request: T): T =>
    request.model === undefined && environment.model !== undefined
      ? { ...request, model: environment.model }
      : request;
  return {
    chat: (request) => deadline.exclude(() => models.chat(withModel(request), context)),
    generate: (request) => deadline.exclude(() => models.generate(withModel(request), context)),
    embed: (request) => deadline.exclude(() => models.embed(request, context)),
    readMemo: async (name, input) => {
      const value = await deadline.exclude(() => memos.read(memoKey(step, name, input)));
      return value === undefined ? undefined : { value };
    },
    writeMemo: (name, input, value) =>
      deadline.exclude(() => memos.write(memoKey(step, name, input), freezeJson(value))),
    log: (line) => log.add(line),
  };
}

function memoKey({ block }: CompiledStep, name: string, input: Json): string {
  return hashJson([block.info.type, block.info.version, name, input]);
}
