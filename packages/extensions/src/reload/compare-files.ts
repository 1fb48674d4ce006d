import type { Source } from '@datagenflow/contracts';
import type { LoadedFile } from '../blocks/load-block-file.js';
import type { BlockFile } from '../discover/discover-block-files.js';

/** A file of blocks that is otherwise than before, or gone. */
export interface FileChange {
  /** Relative to its directory. */
  file: string;
  source: Source;
  /** Types of its blocks; empty when it is gone. */
  types: string[];
  /** What is wrong with it; undefined: nothing. */
  error: string | undefined;
}

/** Whether a change of these paths can make a difference to a file; undefined: of any. */
export function isAffected(
  { inputs, isBuilt }: LoadedFile,
  changed: readonly string[] | undefined,
): boolean {
  return changed === undefined || !isBuilt || inputs.some((path) => changed.includes(path));
}

/** Whether a file that was not there before is taken up: once it has come to rest itself. */
export function isNew({ path }: BlockFile, changed: readonly string[] | undefined): boolean {
  return changed === undefined || changed.includes(path);
}

/** Files that came, went or became otherwise. */
export function compareFiles(
  before: readonly LoadedFile[],
  after: readonly LoadedFile[],
): FileChange[] {
  const old = new Map(before.map((file) => [file.file.path, file]));
  const now = new Set(after.map(({ file }) => file.path));
  const gone = before.filter(({ file }) => !now.has(file.path));
  const different = after.filter((file) => stateOf(old.get(file.file.path)) !== stateOf(file));
  return [
    ...gone.map((file) => ({ ...describe(file), types: [], error: undefined })),
    ...different.map(describe),
  ];
}

function stateOf(file: LoadedFile | undefined): string | undefined {
  return file && JSON.stringify(file.blocks.map(({ block }) => [block.info.type, block.codeHash]));
}

function describe({ file, blocks }: LoadedFile): FileChange {
  const errors = new Set(blocks.flatMap(({ block }) => block.info.error ?? []));
  return {
    file: file.name,
    source: blocks[0]?.block.info.source ?? 'user',
    types: blocks.map(({ block }) => block.info.type),
    error: errors.size === 0 ? undefined : [...errors].join('\n'),
  };
}
