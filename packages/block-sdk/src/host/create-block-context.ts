import type { JsonObject, LogLine } from '@datagenflow/contracts';
import type { BlockContext } from '../context/block-context.js';
import { deepFreeze } from '../context/deep-freeze.js';
import { DropSignal } from '../context/drop-signal.js';
import type { BlockLog } from '../context/job-context.js';
import { readField } from '../context/read-field.js';
import type { BlockPorts } from './block-ports.js';
import { connectModels } from './connect-models.js';
import { deriveRandom } from './derive-random.js';
import { createInstanceCache, type InstanceCache } from './instance-cache.js';
import { memoize } from './memoize.js';
import { parseRenderedJson } from './parse-rendered-json.js';
import type { StepInput } from './step-input.js';

/**
 * What a block sees during one pass. State and metadata are frozen in place, all the way down.
 * Pass the same cache to all executions of an instance.
 */
export function createBlockContext(
  input: StepInput,
  ports: BlockPorts,
  signal: AbortSignal,
  cache: InstanceCache = createInstanceCache(),
): BlockContext {
  const state = deepFreeze(input.state);
  const metadata = deepFreeze(input.metadata);
  const { llm, embed, usage } = connectModels(input.usage, ports, signal);
  const render = (prompt: string, extra?: Readonly<JsonObject>): string =>
    cache.compilePrompt(prompt).render({ ...state, ...extra, metadata });

  return {
    state,
    metadata,
    llm,
    embed,
    render,
    signal,
    get: (key: string, fallback?: unknown) => readField(state, key, fallback) as never,
    renderJson: (prompt: unknown, schema?: object) =>
      parseRenderedJson(prompt, render, schema, cache.schemas) as never,
    memo: (name, key, fn) => memoize({ name, input: key, fn, ports, signal, cache }),
    random: deriveRandom(input.randomKey),
    log: createLog(ports),
    drop: (reason: unknown) => {
      throw new DropSignal(String(reason));
    },
    get usage() {
      return usage();
    },
    constraints: deepFreeze(input.constraints),
    jobId: input.jobId,
    pipelineId: input.pipelineId,
    traceId: input.traceId,
    stepId: input.stepId,
    attempt: input.attempt,
  };
}

function createLog(ports: BlockPorts): BlockLog {
  const write = (level: LogLine['level']) => (message: unknown) =>
    ports.log({ level, message: String(message) });
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
