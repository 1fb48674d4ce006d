import { pathToFileURL } from 'node:url';
import {
  blockInfo,
  isBlockClass,
  setBlockType,
  type BlockClass,
} from '@datagenflow/block-sdk/host';
import { DataGenFlowError, type Source } from '@datagenflow/contracts';
import type { BlockCode, InspectedExport } from '../wire/messages.js';

/** Every export of a module that is a block, or was meant to be one. */
export async function inspectModule(file: string, source: Source): Promise<InspectedExport[]> {
  const exports = await importModule(file);
  return Object.entries(exports)
    .filter(([, value]) => isBlockClass(value))
    .map(([exportName, value]) => inspectExport(exportName, value, source));
}

/** The class of a block, its type set. */
export async function loadBlock({ file, exportName }: BlockCode): Promise<BlockClass> {
  const blockClass = (await importModule(file))[exportName];
  if (!isBlockClass(blockClass)) throw new Error(`${file} no longer exports ${exportName}.`);
  setBlockType(blockClass, exportName);
  return blockClass;
}

function importModule(file: string): Promise<Record<string, unknown>> {
  return import(pathToFileURL(file).href) as Promise<Record<string, unknown>>;
}

function inspectExport(exportName: string, value: unknown, source: Source): InspectedExport {
  if (exportName === 'default') {
    return {
      exportName,
      error: 'It is exported as default. Export it by name, for its name is its type.',
    };
  }
  try {
    return { exportName, info: blockInfo(value, { source, type: exportName }) };
  } catch (error) {
    if (!(error instanceof DataGenFlowError)) throw error;
    return { exportName, error: error.message };
  }
}
