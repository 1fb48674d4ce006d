import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { readBlockSource, type SourceBlock, type SourceProblem } from '@datagenflow/extensions';
import { checkTypes } from './check-types.js';

/** What was found in a block file, and what is wrong with it. */
export interface BlockFileReport {
  file: string;
  blocks: SourceBlock[];
  /** Modules whose blocks it passes on, which only loading it can tell. */
  passed_on: string[];
  problems: SourceProblem[];
  /** Whether types were checked too: TypeScript has to be installed beside the file. */
  types_checked: boolean;
}

const ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** Checks a block file without running it. Whatever is wrong is a problem; nothing is thrown. */
export async function checkBlockFile(file: string): Promise<BlockFileReport> {
  const report = { file, blocks: [], passed_on: [], types_checked: false };
  const whole = (message: string): BlockFileReport => ({
    ...report,
    problems: [{ message, line: null, column: null }],
  });
  if (!ENDINGS.includes(extname(file))) {
    return whole(`A block file ends in ${ENDINGS.slice(0, -1).join(', ')} or ${ENDINGS.at(-1)}.`);
  }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof Error) {
    return whole(text.code === 'ENOENT' ? 'There is no such file.' : text.message);
  }
  const { blocks, passedOn, problems } = readBlockSource(text, basename(file));
  const isTyped = file.endsWith('ts') && problems.length === 0;
  const types = isTyped ? await checkTypes(file) : undefined;
  return {
    file,
    blocks,
    passed_on: passedOn,
    problems: [...problems, ...(types ?? [])],
    types_checked: types !== undefined,
  };
}
