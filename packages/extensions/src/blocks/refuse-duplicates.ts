import { unavailableBlock, type RegisteredBlock } from '@datagenflow/registry';
import type { LoadedBlock } from './load-block-file.js';
import { unusableBlock } from './unusable-block.js';

/**
 * One block per type. Two files that export one name make it unavailable, with an error that names
 * both. A file whose type is only guessed is listed under its own name instead.
 */
export function refuseDuplicates(loaded: readonly LoadedBlock[]): RegisteredBlock[] {
  const byType = Map.groupBy(loaded, ({ block }) => block.info.type);
  return [...byType.values()].flatMap(settle);
}

function settle(entries: LoadedBlock[]): RegisteredBlock[] {
  if (entries.length === 1) return entries.map(({ block }) => block);
  const named = entries.filter(({ isNamed }) => isNamed);
  const guessed = entries.filter(({ isNamed }) => !isNamed);
  return [...settleNamed(named), ...guessed.map(renameToFile)];
}

function settleNamed(entries: LoadedBlock[]): RegisteredBlock[] {
  const [first] = entries;
  if (first === undefined || entries.length === 1) return entries.map(({ block }) => block);
  const { info } = first.block;
  const files = entries.map(({ file }) => file.name).join(' and ');
  const message = `Two files export '${info.type}': ${files}. Rename one of the exports, or remove a file.`;
  return [unusableBlock(info, first.file, { message, place: undefined })];
}

function renameToFile({ file, block }: LoadedBlock): RegisteredBlock {
  return unavailableBlock({ ...block.info, type: file.name }, block.info.error ?? '');
}
