import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlockFile } from '../discover/discover-block-files.js';
import { atPlace, type LoadProblem } from './load-problem.js';

/** What a module threw while it was loaded, with the place in the user’s file. */
export function describeLoadError(error: unknown, { directory }: BlockFile): LoadProblem {
  if (!(error instanceof Error)) return { message: String(error), place: undefined };
  const { stack = '', message } = error;
  for (const [, name = '', line, column] of stack.matchAll(FRAME)) {
    const path = name.startsWith('file:') ? fileURLToPath(name) : name;
    if (!path.startsWith(directory + sep)) continue;
    const place = { file: relative(directory, path), line: Number(line), column: Number(column) };
    return { message: atPlace(place, message), place };
  }
  return { message, place: undefined };
}

/** `at name (path:line:column)` or `at path:line:column`. */
const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?\/[^():]*):(\d+):(\d+)\)?$/gm;
