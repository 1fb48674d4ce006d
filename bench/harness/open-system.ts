import assert from 'node:assert/strict';
import type { Clock, ModelLimits } from '@datagenflow/contracts';
import { createRuntime, readConfig, type Runtime } from '@datagenflow/runtime';
import { modelAt } from './model-at.ts';

/** How a system under test differs from a fresh one. */
export interface SystemOptions {
  directory: string;
  /** Endpoint of its only model; absent: the demo model. */
  endpoint?: string;
  /** What is known of the limits of that model. */
  limits?: ModelLimits;
  /** Executions in flight over all jobs. */
  maxInFlight?: number;
  blocksDir?: string;
  clock?: Clock;
}

/** A whole system with a database on disk. A warning is an error here. */
export async function openSystem(options: SystemOptions): Promise<Runtime> {
  const { directory, endpoint, limits = {}, maxInFlight, blocksDir, clock } = options;
  const config = readConfig(directory, {
    ...(maxInFlight === undefined ? {} : { MAX_IN_FLIGHT: String(maxInFlight) }),
    ...(blocksDir === undefined ? {} : { DATAGENFLOW_BLOCKS_PATH: blocksDir }),
  });
  const warn = (message: string): never => assert.fail(message);
  const runtime = await createRuntime(config, { warn, ...(clock && { clock }) });
  if (endpoint === undefined) return runtime;
  const { id: _, apiKey: __, ...model } = modelAt(endpoint);
  await runtime.storage.models.create({ ...model, limits, is_default: true });
  return runtime;
}
