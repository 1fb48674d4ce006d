import type { JsonObject, LogLine } from '@datagenflow/contracts';
import { deepFreeze } from '../context/deep-freeze.js';
import type { BlockLog, JobContext } from '../context/job-context.js';
import type { BlockPorts } from './block-ports.js';
import { connectModels } from './connect-models.js';
import { deriveRandom } from './derive-random.js';
import type { FinishInput } from './finish-input.js';
import { createInstanceCache, type InstanceCache } from './instance-cache.js';
import { memoize } from './memoize.js';

/** What any block sees during one pass. Pass the same cache to all passes of an instance. */
export function createJobContext(
  input: FinishInput,
  ports: BlockPorts,
  signal: AbortSignal,
  cache: InstanceCache = createInstanceCache(),
): JobContext {
  const { llm, embed, usage } = connectModels(input.usage, ports, signal);
  return {
    llm,
    embed,
    signal,
    render: (prompt: string, fields: Readonly<JsonObject>) =>
      cache.compilePrompt(prompt).render({ ...fields }),
    memo: (name, key, fn) => memoize({ name, input: key, fn, ports, signal, cache }),
    random: deriveRandom(input.randomKey),
    log: createLog(ports),
    get usage() {
      return usage();
    },
    constraints: deepFreeze(input.constraints),
    jobId: input.jobId,
    pipelineId: input.pipelineId,
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
