import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlockFile } from '../discover/discover-block-files.js';

/** What a module threw while it was loaded, with the place in the user’s file: `file:line:column`. */
export function describeLoadError(error: unknown, { directory }: BlockFile): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = '', message } = error;
  for (const [, place = '', line, column] of stack.matchAll(FRAME)) {
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (path.startsWith(directory + sep)) {
      return `${relative(directory, path)}:${line}:${column}: ${message}`;
    }
  }
  return message;
}

/** `at name (path:line:column)` or `at path:line:column`. */
const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?\/[^():]*):(\d+):(\d+)\)?$/gm;
