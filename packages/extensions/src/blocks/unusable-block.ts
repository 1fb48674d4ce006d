import type { BlockInfo, Source, Unavailability } from '@datagenflow/contracts';
import { unavailableBlock, type RegisteredBlock } from '@datagenflow/registry';
import type { BlockFile } from '../discover/discover-block-files.js';
import type { LoadProblem } from './load-problem.js';

/** What a block says of itself. */
export type PlainInfo = Omit<BlockInfo, 'available' | 'error' | 'unavailable'>;

/** A block that is listed with what is wrong with its file, and where. */
export function unusableBlock(
  info: PlainInfo,
  { name }: BlockFile,
  { message, place }: LoadProblem,
  reason: Unavailability['reason'] = 'failed_to_load',
): RegisteredBlock {
  const { file = name, line = null, column = null } = place ?? {};
  return unavailableBlock({ ...info, unavailable: { reason, file, line, column } }, message);
}

/** Stands in for what a file does not tell; without a type, under the one that its name suggests. */
export function guessInfo(type: string, { name, stem }: BlockFile, source: Source): PlainInfo {
  return {
    type: type || pascalCase(stem),
    name,
    description: '',
    category: 'general',
    inputs: [],
    outputs: [],
    config_schema: { type: 'object' },
    is_multiplier: false,
    scope: 'execution',
    dependencies: [],
    source,
    version: '1',
  };
}

function pascalCase(stem: string): string {
  return stem
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
