import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './planted-workspace.js';

/**
 * Files that a page shows, by name: its blocks of code that begin with a comment that names a file,
 * and the first one in JSON without a name as `seeds.json`.
 */
export function readSnippets(page: string): Record<string, string> {
  const text = readFileSync(path.join(root, page), 'utf8');
  const blocks = text.matchAll(/```(\w+)\n([^]*?)```/g);
  const files: Record<string, string> = {};
  for (const [, language, code = ''] of blocks) {
    const [, name] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(code) ?? [];
    if (name !== undefined) files[name] = code;
    else if (language === 'json') files['seeds.json'] ??= code;
  }
  return files;
}
