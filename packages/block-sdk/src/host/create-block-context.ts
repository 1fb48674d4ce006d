import type { JsonObject } from '@datagenflow/contracts';
import type { BlockContext } from '../context/block-context.js';
import { deepFreeze } from '../context/deep-freeze.js';
import { DropSignal } from '../context/drop-signal.js';
import { readField } from '../context/read-field.js';
import type { BlockPorts } from './block-ports.js';
import { createJobContext } from './create-job-context.js';
import { createInstanceCache, type InstanceCache } from './instance-cache.js';
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
  const shared = createJobContext(input, ports, signal, cache);
  const render = (prompt: string, extra?: Readonly<JsonObject>): string =>
    cache.compilePrompt(prompt).render({ ...state, ...extra, metadata });

  // Assigned, not spread: copying an object with a getter takes several times as long.
  return Object.assign(shared, {
    state,
    metadata,
    render,
    get: (key: string, fallback?: unknown) => readField(state, key, fallback) as never,
    renderJson: (prompt: unknown, schema?: object) =>
      parseRenderedJson(prompt, render, schema, cache.schemas) as never,
    drop: (reason: unknown) => {
      throw new DropSignal(String(reason));
    },
    traceId: input.traceId,
  });
}
