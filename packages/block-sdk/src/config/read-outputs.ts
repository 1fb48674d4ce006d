import type { JsonObject } from '@datagenflow/contracts';
import type { BlockStatics } from '../block/base-block.js';

/** Declared outputs, and the keys of the config object that `outputs_from` names. */
export function readOutputs(blockClass: object, config: object): string[] {
  const { definition } = blockClass as BlockStatics;
  const from = definition.outputs_from;
  const named = from === undefined ? undefined : (config as JsonObject)[from];
  const isMap = typeof named === 'object' && named !== null && !Array.isArray(named);
  return [...new Set([...definition.outputs, ...(isMap ? Object.keys(named) : [])])];
}
